package system_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// losing is an engine on which blue would lose a database.
func losing() *fake {
	f := newFake()
	f.changes["blue"] = system.Counts{Replace: 1}
	f.losses = map[string][]system.Loss{"blue": {{Name: "db", Op: "replace"}}}
	f.refusals["blue"] = []system.Refusal{{Check: system.CheckData}}
	return f
}

func TestPreviewGoesBeyondARefusedPlanOnACopy(t *testing.T) {
	f := losing()
	d := f.deps(true)
	d.Beyond = true
	all, err := system.Preview(t.Context(), d, tiers, system.Options{})
	require.NoError(t, err)
	require.Empty(t, all[1].Unavailable)
	require.Equal(t, []string{"preview blue", "copy unprotect blue", "copy up blue", "copy preview global", "discard copy"}, *f.log)
}

func TestPreviewSaysWhatARefusedPlanHides(t *testing.T) {
	f := losing()
	f.deployed["blue"] = true
	f.fails["up blue"] = errors.New("a group holds it")
	d := f.deps(true)
	d.Beyond = true
	all, err := system.Preview(t.Context(), d, tiers, system.Options{})
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Empty(t, all[1].Unavailable, "it is previewed over the old outputs")
	require.Equal(t, []string{"blue"}, all[1].NotYetApplied)
	require.Contains(t, all[1].Warnings[0], "could not be tried out")
	f.fails["preview global"] = errors.New("no output")
	all, err = system.Preview(t.Context(), d, tiers, system.Options{})
	require.NoError(t, err)
	require.Contains(t, all[1].Unavailable, "no output")
}

func TestAFailedPreviewReturnsWhatWasSeen(t *testing.T) {
	f := newFake()
	f.fails["preview global"] = errors.New("no")
	all, err := system.Preview(t.Context(), f.deps(true), tiers, system.Options{})
	require.ErrorContains(t, err, "no")
	require.Len(t, all, 1)
	require.Equal(t, "blue", all[0].Stack)
}
