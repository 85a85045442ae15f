package system_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// vault is what a run that was killed left of a vault.
var vault = []system.Settlement{{URN: "urn:vault", Becomes: "import", ID: "/vault", Detail: "vault was taken over"}}

// cutOff is a system of which a run was killed in blue.
func cutOff() *fake {
	f := released()
	f.unfinished = map[string]string{"blue": system.Interrupted}
	f.left = map[string][]system.Settlement{"blue": vault}
	return f
}

// A plan holds what is settled first; its application settles that before anything
// is deployed, and keeps to the engine's plan, which was made after it.
func TestPlanSettlesWhatAnotherRunLeft(t *testing.T) {
	f := cutOff()
	p := planned(t, f, false)
	require.Equal(t, vault, p.Stacks[0].Settles)
	require.Empty(t, p.Stacks[1].Settles)
	changes, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "settle blue", "up blue", "preview global", "up global"}, *f.log)
	require.Equal(t, `"preview 1 of blue"`, f.limits["blue"])
	require.Equal(t, []string{"recovered: vault was taken over"}, changes[0].Recovered)
}

func TestPlanIsRefusedWhereOtherThingsAreLeft(t *testing.T) {
	f := cutOff()
	p := planned(t, f, false)
	f.left = map[string][]system.Settlement{"blue": {{URN: "urn:vault", Becomes: "clear"}}}
	refusedPlan(t, f, p, here(), "blue: saved plan: what an interrupted run left in it is not found as it was when the plan was made")
	require.NotContains(t, *f.log, "settle blue")
}

// Between the preview and the settlement the target may move, too.
func TestSettlementKeepsToThePreview(t *testing.T) {
	f := cutOff()
	p := planned(t, f, false)
	f.found = map[string][]system.Settlement{"blue": {}}
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.NotContains(t, *f.log, "up blue")
}

// The application of a plan that was killed itself goes on with what it settles.
func TestInterruptedPlanSettlesItsOwn(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	f.underWay, f.unfinished = true, map[string]string{"blue": system.Interrupted}
	f.left = map[string][]system.Settlement{"blue": vault}
	at := here()
	at.States["blue"] = "b2"
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.NoError(t, err)
	require.Contains(t, *f.log, "settle blue")
	require.Equal(t, `"preview 2 of blue"`, f.limits["blue"], "the plan from the file knows nothing of what was cut off")
}

// A stack that cannot be settled is no part of a plan.
func TestNoPlanOfWhatIsNotSettled(t *testing.T) {
	f := cutOff()
	f.held = map[string]string{"blue": "stack is locked: stack blue is held by process 7 of u on h"}
	for _, c := range []struct {
		settled bool
		want    string
	}{
		{true, "blue: saved plan: stack is locked: stack blue is held by process 7 of u on h"},
		{false, "go run ./cmd/tandem settle; then make the plan"},
	} {
		o := system.Options{KeepPlan: true, Settled: c.settled}
		previews, err := system.Preview(t.Context(), f.deps(false), tiers, o)
		require.NoError(t, err)
		_, err = system.NewPlan(previews, here(), o)
		require.ErrorIs(t, err, system.ErrUnsafe)
		require.ErrorContains(t, err, c.want)
	}
}

func TestSettleChangesNothingElse(t *testing.T) {
	f := cutOff()
	changes, err := system.Settle(t.Context(), f.deps(false), tiers)
	require.NoError(t, err)
	require.Equal(t, []string{"settle blue", "settle global"}, slices.Sorted(slices.Values(*f.log)))
	require.Equal(t, vault, changes[0].Settles)
	f.fails["settle global"] = errors.New("held by somebody")
	_, err = system.Settle(t.Context(), f.deps(false), tiers)
	require.ErrorContains(t, err, "settle of stack global: held by somebody")
}
