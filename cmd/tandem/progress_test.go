package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// What has been done is told as done, and only a preview as what is to come.
func TestProgressTellsWhatAPhaseCameTo(t *testing.T) {
	c := &system.Change{Counts: system.Counts{Delete: 1, Same: 4}, Steps: []system.Step{{Op: "unprotect"}, {Op: "unprotect"}, {Op: "delete"}}}
	for phase, want := range map[string]string{
		"preview":         "1 to delete, 4 unchanged",
		"deploy":          "0 created, 0 changed, 1 deleted, 4 unchanged",
		"lift protection": "2 resources unprotected, 1 locks deleted",
		"destroy":         "1 deleted",
	} {
		require.Equal(t, want, outcome(phase, c), phase)
	}
}
