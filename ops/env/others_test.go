package env

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// stateful is a stack that state knows.
type stateful struct {
	noState
	groups []string
}

func (s *stateful) Exists(context.Context) (bool, error) { return true, nil }

func (s *stateful) Groups(context.Context) ([]string, error) { return s.groups, nil }

// TestAGroupWithoutTheTagsStopsDown alters the tags of one group: whoever did that
// may have made something else of it, and the state still knows it.
func TestAGroupWithoutTheTagsStopsDown(t *testing.T) {
	for fault, edit := range map[string]func(map[string]any){
		"promoted":          func(tags map[string]any) { tags["class"] = "production" },
		"half-tagged":       func(tags map[string]any) { delete(tags, "class") },
		"other environment": func(tags map[string]any) { tags["environment"] = "live" },
		"other system":      func(tags map[string]any) { tags["system"] = "shop" },
		"other case":        func(tags map[string]any) { tags["class"] = "Test" },
		"other case of names": func(tags map[string]any) {
			clear(tags)
			tags["System"], tags["Environment"], tags["Class"] = "tandem", "pr12", "test"
		},
	} {
		t.Run(fault, func(t *testing.T) {
			f := newFake()
			f.environment("pr12", over)
			tags := tagsOf("pr12", "green", over)
			edit(tags)
			f.add("rg-tandem-pr12-green", tags)
			s, id := &stateful{}, Identity("tandem", "pr12")
			p, err := PlanDown(t.Context(), f, id, s)
			require.NoError(t, err)
			_, err = Down(t.Context(), Deps{Azure: f, Stack: s, Journal: s}, id, p)
			require.ErrorIs(t, err, system.ErrUnsafe)
			require.ErrorContains(t, err, "rg-tandem-pr12-green")
			require.ErrorContains(t, sweep(t.Context(), f, id), "nothing is removed", "altered after the plan")
			require.Empty(t, f.writes)
		})
	}
}

// TestTheStateOfSomethingElseStopsDown has, under the environment's name, a state of
// another subscription, of another system, or of a group that lost its tags.
func TestTheStateOfSomethingElseStopsDown(t *testing.T) {
	here := "/subscriptions/" + subscription + "/resourceGroups/"
	for group, want := range map[string]string{
		"/subscriptions/00000000-0000-4000-8000-0000000000b2/resourceGroups/rg-tandem-pr12-blue": "this is subscription " + subscription,
		here + "rg-shop-pr12-blue":    "rg-shop-pr12-blue is in the state",
		here + "rg-tandem-pr12-blue":  "rg-tandem-pr12-blue is in the state",
		here + "rg-tandem-pr12-gone":  "",
		here + "rg-tandem-pr12-green": "",
	} {
		f := newFake()
		f.environment("pr12", over)
		f.add("rg-shop-pr12-blue", map[string]any{"system": "shop", "environment": "pr12", "class": "test"})
		clear(f.docs[here+"rg-tandem-pr12-blue"]["tags"].(map[string]any))
		s, id := &stateful{groups: []string{group}}, Identity("tandem", "pr12")
		p, err := PlanDown(t.Context(), f, id, s)
		require.NoError(t, err)
		if want == "" {
			require.Empty(t, p.Refusals, group)
			continue
		}
		_, err = Down(t.Context(), Deps{Azure: f, Stack: s, Journal: s}, id, p)
		require.ErrorIs(t, err, system.ErrUnsafe)
		require.ErrorContains(t, err, want)
		require.Empty(t, f.writes)
	}
}

// TestAnExtensionWinsARace extends an environment when its end is planned already.
func TestAnExtensionWinsARace(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	s, id := &noState{}, Identity("tandem", "pr12")
	p, err := PlanDown(t.Context(), f, id, s)
	require.NoError(t, err)
	x, err := PlanExtension(p.Environment, time.Hour, "ada", noon)
	require.NoError(t, err)
	require.NoError(t, Extend(t.Context(), f, p.Environment, x))
	extended := errors.New("it was extended")
	_, err = Down(t.Context(), Deps{Azure: f, Stack: s, Journal: s, Due: func(e Environment) error {
		if !e.Expired(noon) {
			return extended
		}
		return nil
	}}, id, p)
	require.ErrorIs(t, err, extended)
	found, ok, err := Find(t.Context(), f, "tandem", "pr12")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, []any{Up, x.To}, []any{found.State, *found.Expires})
	require.Equal(t, []int{1, 0}, []int{s.ended, s.forgotten})
}

// TestAStrangersGroupIsPassedBy wants a name that somebody has taken: an up that
// failed for that is taken down, and the group stays.
func TestAStrangersGroupIsPassedBy(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	kept := f.add("rg-tandem-pr12-green", map[string]any{"cost": "17"})
	require.NoError(t, takeDown(f, "pr12"))
	require.Contains(t, f.docs, kept)
}

// TestNamesOfProductionElsewhereAreLeft asks for an environment that is production,
// by a stack file that this checkout does not have: its budget has no tags.
func TestNamesOfProductionElsewhereAreLeft(t *testing.T) {
	f := newFake()
	f.environment("live", "")
	for id := range f.docs {
		if tags, ok := f.docs[id]["tags"].(map[string]any); ok && strings.Count(id, "/") == 4 {
			tags["class"] = "production"
		}
	}
	require.ErrorIs(t, takeDown(f, "live"), system.ErrUnsafe)
	require.Empty(t, f.writes)
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Empty(t, all, "what has groups is no leftover")
}

// TestEntraAloneIsNoReasonToReap leaves only the Entra objects in sight: the
// environment may live in another subscription of the same directory.
func TestEntraAloneIsNoReasonToReap(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	clear(f.docs)
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Len(t, all, 1)
	for _, known := range [][]Known{nil, {{Name: "pr12"}}, {{Name: "pr12", Expires: noon.Add(1)}}} {
		require.Equal(t, Keep, Decide(Survey{Environments: all, Known: known}, noon, false)[0].Verdict)
	}
	require.Equal(t, Reap, Decide(Survey{Environments: all, Known: []Known{{Name: "pr12", Expires: noon}}}, noon, false)[0].Verdict)
}

// TestALockMadeSinceThePlanStopsTheSweep locks when the plan is made already.
func TestALockMadeSinceThePlanStopsTheSweep(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	lock := "/subscriptions/" + subscription + "/resourceGroups/rg-tandem-pr12-blue/providers/Microsoft.Authorization/locks/court"
	f.docs[lock] = map[string]any{"id": lock}
	require.ErrorContains(t, sweep(t.Context(), f, Identity("tandem", "pr12")), "court")
	require.Empty(t, f.writes)
}

// TestTheLaterExpiryOfLeftoversHolds has two vaults that say different times.
func TestTheLaterExpiryOfLeftoversHolds(t *testing.T) {
	vault := func(expires string) system.DeletedVault {
		return system.DeletedVault{Tags: map[string]string{"system": "tandem", "environment": "pr12", "expires": expires}}
	}
	for _, vaults := range [][]system.DeletedVault{{vault(over), vault(later)}, {vault(later), vault(over)}} {
		all := leftoversOf("tandem", vaults, nil, subscription)
		require.Len(t, all, 1)
		require.False(t, all[0].Expired(noon))
	}
}

// blind answers lists as ARM does for who may read nothing: with nothing.
type blind struct{ *fake }

func (blind) List(context.Context, string, string) ([]map[string]any, error) { return nil, nil }

func (blind) Get(context.Context, string, string) (map[string]any, bool, error) {
	return nil, false, errors.New("403 AuthorizationFailed")
}

func TestWhatMayNotBeReadIsNotGone(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	id := topology.Identity{System: "tandem", Environment: "pr12", Generation: 1}
	_, err := Look(t.Context(), blind{f}, id)
	require.ErrorContains(t, err, "403")
}
