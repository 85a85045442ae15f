package system_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// fake is an engine whose stacks are a set of names; calls are recorded.
type fake struct {
	mu       sync.Mutex
	name     string
	log      *[]string
	deployed map[string]bool
	changes  map[string]system.Counts
	refusals map[string][]system.Refusal
	losses   map[string][]system.Loss
	fails    map[string]error
	// unfinished are reasons to run stacks in which no resource changes.
	unfinished map[string]string
	// underWay is what the journal remembers.
	underWay bool
	// steps are those of previews; previewed counts the previews of each stack,
	// and limits are the engine's plans that each was deployed under.
	steps     map[string][]system.Step
	previewed map[string]int
	limits    map[string]string
	// left is what an interrupted run left in stacks, found what a settlement finds
	// where that is something else, held says who holds a stack.
	left, found map[string][]system.Settlement
	held        map[string]string
}

func (f *fake) UnderWay() (bool, error) { return f.underWay, nil }
func (f *fake) Begin() error            { f.underWay = true; return nil }
func (f *fake) End() error              { f.underWay = false; return nil }

func newFake() *fake {
	return &fake{log: &[]string{}, previewed: map[string]int{}, limits: map[string]string{}, deployed: map[string]bool{}, changes: map[string]system.Counts{},
		refusals: map[string][]system.Refusal{}, fails: map[string]error{}}
}

func (f *fake) note(call, stack string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	*f.log = append(*f.log, f.name+call+" "+stack)
	return f.fails[call+" "+stack]
}

func (f *fake) change(stack string) *system.Change {
	return &system.Change{Stack: stack, Counts: f.changes[stack], Steps: f.steps[stack], Refusals: f.refusals[stack], Losses: f.losses[stack], Unfinished: f.unfinished[stack]}
}

func (f *fake) Exists(_ context.Context, stack string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.deployed[stack], nil
}

func (f *fake) Preview(_ context.Context, stack string, o system.Options) (*system.Change, error) {
	c, err := f.change(stack), f.note(refreshed(o)+"preview", stack)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.previewed[stack]++
	if o.Settled {
		c.Settles, c.Held = f.left[stack], f.held[stack]
	}
	if o.KeepPlan {
		c.EnginePlan = fmt.Appendf(nil, `"preview %d of %s"`, f.previewed[stack], stack)
	}
	return c, err
}

func (f *fake) Up(_ context.Context, stack string, o system.Options) (*system.Change, error) {
	err := f.note(refreshed(o)+"up", stack)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deployed[stack] = true
	if o.EnginePlan != nil {
		f.limits[stack] = string(o.EnginePlan)
	}
	return f.change(stack), err
}

func refreshed(o system.Options) string {
	if o.Refresh {
		return "refreshed "
	}
	return ""
}

func (f *fake) Settle(_ context.Context, stack string, agreed []system.Settlement) ([]system.Settlement, error) {
	if err := f.note("settle", stack); err != nil {
		return nil, err
	}
	if found, other := f.found[stack]; other && agreed != nil && !system.SameSettlements(found, agreed) {
		return nil, fmt.Errorf("%w: not as it was previewed", system.ErrUnsafe)
	}
	return f.left[stack], nil
}

func (f *fake) Unprotect(_ context.Context, stack string) (*system.Change, error) {
	return f.change(stack), f.note("unprotect", stack)
}

func (f *fake) Destroy(_ context.Context, stack string) (*system.Change, error) {
	return f.change(stack), f.note("destroy", stack)
}

// throwAway is a copy of the engine that logs under another name.
func (f *fake) throwAway(context.Context) (system.Engine, func() error, error) {
	c := newFake()
	c.name, c.log, c.changes, c.refusals, c.fails, c.unfinished = "copy ", f.log, f.changes, f.refusals, f.fails, f.unfinished
	return c, func() error { return f.note("discard", "copy") }, nil
}

func (f *fake) deps(rehearse bool) system.Deps {
	d := system.Deps{Engine: f, Progress: quiet{}, Journal: f}
	if rehearse {
		d.Rehearse = f.throwAway
	}
	return d
}

type quiet struct{}

func (quiet) Phase(string, string)        {}
func (quiet) Done(string, *system.Change) {}

// tiers has one stack per tier, so that calls have one order.
var tiers = system.Tiers{{"blue"}, {"global"}}

func TestUpPreviewsEverythingFirst(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "copy up blue", "copy preview global", "discard copy", "up blue", "up global"}, *f.log)
}

func TestUpRefreshesEveryRunOfTheEngine(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{Refresh: true})
	require.NoError(t, err)
	require.Equal(t, []string{"refreshed preview blue", "copy refreshed up blue", "copy refreshed preview global", "discard copy",
		"refreshed up blue", "refreshed up global"}, *f.log)
}

// judging has policies object to blue, once all stacks were previewed.
func (f *fake) judging(d system.Deps, level string) system.Deps {
	d.Judge = func(stacks []string) (map[string][]system.Violation, error) {
		return map[string][]system.Violation{"blue": {{Rule: "TDM-SYS-001", Level: level, Resource: "app", Found: "x", Want: "y"}}}, f.note("judge", fmt.Sprint(stacks))
	}
	return d
}

func TestPoliciesOverAllStacksRefuseBeforeAnythingChanges(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	_, err := system.Up(t.Context(), f.judging(f.deps(true), "mandatory"), tiers, system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "nothing was changed")
	require.Equal(t, []string{"preview blue", "copy up blue", "copy preview global", "judge [blue global]", "discard copy"}, *f.log)
}

func TestAdviceOverAllStacksIsShown(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	changes, err := system.Up(t.Context(), f.judging(f.deps(true), "advisory"), tiers, system.Options{})
	require.NoError(t, err)
	require.Len(t, changes[0].Violations, 1)
}

// Without a copy, all stacks are judged when the last one is about to be applied.
func TestPoliciesOverAllStacksAreJudgedWhenTheyCanBe(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	_, err := system.Up(t.Context(), f.judging(f.deps(false), "mandatory"), tiers, system.Options{})
	require.ErrorContains(t, err, "only blue had been applied before")
	require.Equal(t, []string{"preview blue", "up blue", "preview global", "judge [blue global]"}, *f.log)
	previews, err := system.Preview(t.Context(), f.judging(newFake().deps(false), "mandatory"), tiers, system.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, previews)
}

func TestUpResumesWithoutRehearsal(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	f.fails["up global"] = errors.New("killed")
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.ErrorContains(t, err, "killed")
	*f.log = nil
	delete(f.fails, "up global")
	_, err = system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "up blue", "preview global", "up global"}, *f.log)
	require.False(t, f.underWay, "it has come to its end")
}

func TestUpOfARefusedPlanIsNotUnderWay(t *testing.T) {
	f := newFake()
	f.refusals["blue"] = []system.Refusal{{Check: "data", Evidence: "database"}}
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.False(t, f.underWay)
}

// Without a copy to rehearse on, a stack was previewed with old outputs.
func TestUpPreviewsAgainWhatItCouldNotSee(t *testing.T) {
	f := newFake()
	f.deployed["blue"], f.deployed["global"] = true, true
	f.changes["blue"] = system.Counts{Update: 1}
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "preview global", "up blue", "preview global", "up global"}, *f.log)
}

func TestUpWithoutChangesRunsOnlyTheLastTier(t *testing.T) {
	f := newFake()
	f.deployed["blue"], f.deployed["global"] = true, true
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "preview global", "up global"}, *f.log)
}

func TestUpRunsWhatIsUnfinished(t *testing.T) {
	f := newFake()
	f.deployed["blue"], f.deployed["global"] = true, true
	f.unfinished = map[string]string{"blue": "its outputs change"}
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "copy up blue", "copy preview global", "discard copy", "up blue", "up global"}, *f.log)
}

func TestUpRefusesToLoseData(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Replace: 1}
	f.refusals["global"] = []system.Refusal{{Stack: "global", Check: "data", Evidence: "e", Fix: "f"}}
	_, err := system.Up(t.Context(), f.deps(true), tiers, system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.NotContains(t, *f.log, "up blue")
}

func TestPreviewEndsWithTheRefusedTier(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Replace: 1}
	f.refusals["blue"] = []system.Refusal{{Stack: "blue", Check: "data", Evidence: "e", Fix: "f"}}
	all, err := system.Preview(t.Context(), f.deps(true), tiers, system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue"}, *f.log)
	require.Contains(t, all[1].Unavailable, "refused")
}

func TestUpStopsBetweenTiers(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Update: 1}
	failure := errors.New("conflict")
	f.fails["up blue"] = failure
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.ErrorIs(t, err, failure)
	require.NotContains(t, *f.log, "up global")
}

func TestPreviewWithoutCopySaysWhatItCouldNotSee(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	all, err := system.Preview(t.Context(), f.deps(false), tiers, system.Options{})
	require.NoError(t, err)
	require.Contains(t, all[1].Unavailable, "stack blue has not been deployed yet")

	f.deployed["blue"] = true
	all, err = system.Preview(t.Context(), f.deps(false), tiers, system.Options{})
	require.NoError(t, err)
	require.Empty(t, all[1].Unavailable)
	require.Equal(t, []string{"blue"}, all[1].NotYetApplied)
}

func TestUpWithoutCopyGuardsTheLateStack(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	f.refusals["global"] = []system.Refusal{{Stack: "global", Check: "data", Evidence: "e", Fix: "f"}}
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.NotContains(t, *f.log, "up global")
}

func TestDestroyGoesBackwards(t *testing.T) {
	f := newFake()
	f.deployed["blue"], f.deployed["global"] = true, true
	done, err := system.Destroy(t.Context(), f.deps(true), tiers)
	require.NoError(t, err)
	require.Len(t, done.Lifted, 2)
	require.Len(t, done.Destroyed, 2)
	require.Equal(t, []string{"unprotect global", "unprotect blue", "destroy global", "destroy blue"}, *f.log)
}

func TestParallelStacksReportEveryError(t *testing.T) {
	f := newFake()
	one, two := errors.New("one"), errors.New("two")
	f.fails["preview blue"], f.fails["preview green"] = one, two
	_, err := system.Up(t.Context(), f.deps(true), system.ProductionTiers(), system.Options{})
	require.ErrorIs(t, err, one)
	require.ErrorIs(t, err, two)
	require.False(t, slices.Contains(*f.log, "up blue"))
}

func TestGrantsQuoteNames(t *testing.T) {
	sql := system.GrantsSQL("fg.database.windows.net", "ledger", []system.Grant{{Stamp: "blue", Identity: "id]x'y"}})
	require.Contains(t, sql, "CREATE USER [id]]x'y] FROM EXTERNAL PROVIDER")
	require.Contains(t, sql, "name = N'id]x''y'")
}
