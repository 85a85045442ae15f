package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
)

func TestExitCodeFollowsTheKindOfError(t *testing.T) {
	fault := settings.Fault{Stack: "blue", Key: "location", Problem: "no such region"}
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"done", nil, exitDone},
		{"any failure", errors.New("disk full"), exitFailed},
		{"wrong flag", usagef("unknown flag"), exitUsage},
		{"bad configuration, wrapped and joined", fmt.Errorf("load: %w", errors.Join(fault, fault)), exitUsage},
		{"plan that loses data", &system.RefusedError{}, exitUnsafe},
		{"program that refuses", engineError(fmt.Errorf("stack global: %w", pulumi.ErrUnsafe)), exitUnsafe},
		{"vault names taken", &system.VaultTakenError{}, exitFailed},
	} {
		require.Equal(t, c.want, exitCode(c.err), c.name)
	}
}
