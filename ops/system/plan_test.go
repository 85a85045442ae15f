package system_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// now is when all plans of these tests are made.
var now = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// here are the circumstances that plans are made and applied under.
func here() system.Circumstances {
	return system.Circumstances{Now: now, States: map[string]string{"blue": "b1", "global": "g1"},
		Facts: []system.Fact{{Name: "the target", Value: "azure"}, {Name: "the program", Value: "p1"}, {Name: "Pulumi.blue.yaml", Value: "0123456789abcdef0123456789"}}}
}

// tagged is an update of one property.
func tagged(name, from, to string) system.Step {
	return system.Step{URN: "urn:" + name, Name: name, Op: "update", Properties: []system.Property{{Path: "tags.revision", Old: from, New: to}}}
}

// released is a system whose stack blue is to be tagged with another revision.
func released() *fake {
	f := newFake()
	f.deployed["blue"], f.deployed["global"] = true, true
	f.steps = map[string][]system.Step{"blue": {tagged("app", "r1", "r2")}}
	f.changes["blue"] = system.Counts{Update: 1}
	return f
}

// planned makes a plan and takes it through its file.
func planned(t *testing.T, f *fake, rehearse bool) *system.Plan {
	t.Helper()
	o := system.Options{KeepPlan: true, Settled: true}
	previews, err := system.Preview(t.Context(), f.deps(rehearse), tiers, o)
	require.NoError(t, err)
	made, err := system.NewPlan(previews, here(), o)
	require.NoError(t, err)
	raw, err := json.Marshal(made)
	require.NoError(t, err)
	p, err := system.ParsePlan(raw)
	require.NoError(t, err)
	*f.log = nil
	return p
}

// refusedPlan applies a plan, which must be refused before anything is run.
func refusedPlan(t *testing.T, f *fake, p *system.Plan, at system.Circumstances, texts ...string) {
	t.Helper()
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "nothing was changed")
	require.ErrorContains(t, err, "tandem preview --save-plan")
	for _, text := range texts {
		require.ErrorContains(t, err, text)
	}
	require.NotContains(t, *f.log, "up blue")
	require.NotContains(t, *f.log, "up global")
	require.False(t, f.underWay)
}

func TestPlanIsApplied(t *testing.T) {
	f := released()
	p := planned(t, f, true)
	require.Equal(t, []system.Foreseen{system.Exact, system.Rehearsed}, []system.Foreseen{p.Stacks[0].Foreseen, p.Stacks[1].Foreseen})
	_, err := system.UpPlanned(t.Context(), f.deps(true), tiers, p, here())
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "up blue", "preview global", "up global"}, *f.log, "nothing is rehearsed a second time")
	require.Equal(t, map[string]string{"blue": `"preview 1 of blue"`, "global": `"preview 1 of global"`}, f.limits,
		"blue is held to the plan from the file, global to that of the preview that was compared with it")
}

func TestPlanThatRefreshesIsAppliedSo(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	p.Refresh = true
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.NoError(t, err)
	require.Equal(t, []string{"refreshed preview blue", "refreshed up blue", "refreshed preview global", "refreshed up global"}, *f.log)
}

func TestPlanIsRefusedWhereAnythingDiffers(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	at := here()
	at.Facts[1].Value, at.Facts[2].Value = "p2", "fedcba9876543210fedcba9876"
	at.Facts = append(at.Facts, system.Fact{Name: "the policy config", Value: "c"})
	at.States["global"] = "g2"
	at.Now = now.Add(system.PlanLife + time.Hour)
	refusedPlan(t, f, p, at, "the program differs: the plan was made with p1, here is p2", "Pulumi.blue.yaml differs: the plan was made with 0123456789ab, here is fedcba987654",
		"the policy config differs: the plan was made with none, here is c", "the state of stack global has moved on", "it is 7 days old")
	require.Empty(t, *f.log, "no engine is run for it")
	at = here()
	at.Now = now.Add(-time.Hour)
	refusedPlan(t, f, p, at, "which is still to come: see to the clocks of the two machines")
	at = here()
	at.Facts = at.Facts[:2]
	refusedPlan(t, f, p, at, "Pulumi.blue.yaml is part of what the plan was made of")
	p.Stacks = p.Stacks[:1]
	refusedPlan(t, f, p, here(), "it is for the stacks blue, and those to deploy are blue, global")
}

// What moved in Azure itself shows in the preview that precedes the application.
func TestPlanIsRefusedWhenThePreviewLeavesIt(t *testing.T) {
	for name, c := range map[string]struct {
		steps []system.Step
		want  string
	}{
		"another resource":  {[]system.Step{tagged("app", "r1", "r2"), tagged("plan", "r1", "r2")}, "it would update plan, which the plan does not"},
		"another operation": {[]system.Step{{URN: "urn:app", Name: "app", Op: "delete"}}, "it would delete app, which the plan does not"},
		"another property":  {[]system.Step{{URN: "urn:app", Name: "app", Op: "update", Properties: []system.Property{{Path: "sku"}}}}, "it would update app otherwise than planned: sku"},
		"another old value": {[]system.Step{tagged("app", "r0", "r2")}, "otherwise than planned: tags.revision"},
		"another new value": {[]system.Step{tagged("app", "r1", "r3")}, "otherwise than planned: tags.revision"},
		"nothing to do":     {nil, "the plan would update app, and that is no longer to be done"},
	} {
		t.Run(name, func(t *testing.T) {
			f := released()
			p := planned(t, f, false)
			f.steps["blue"] = c.steps
			refusedPlan(t, f, p, here(), c.want)
		})
	}
}

func TestPlanOfARefusedPreviewIsNone(t *testing.T) {
	f := released()
	f.refusals["blue"] = []system.Refusal{{Check: system.CheckData, Evidence: "database"}}
	previews, err := system.Preview(t.Context(), f.deps(false), tiers, system.Options{KeepPlan: true})
	require.NoError(t, err)
	_, err = system.NewPlan(previews, here(), system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
}

// A stack that could be seen only with old outputs, or on a copy, is compared when
// the stacks before it are applied.
func TestLateStackKeepsToThePlan(t *testing.T) {
	f := released()
	f.steps["global"] = []system.Step{tagged("edge", "r1", "r2")}
	p := planned(t, f, false)
	require.Equal(t, system.OldOutputs, p.Stacks[1].Foreseen)
	f.steps["global"] = append(f.steps["global"], tagged("waf", "r1", "r2"))
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "only blue had been applied before")
	require.ErrorContains(t, err, "it would update waf, which the plan does not")
	require.NotContains(t, *f.log, "up global")
}

// What a plan replaces is not deleted, and what it creates is not somebody else's:
// only an application that was begun may find it half done.
func TestOnlyWhatWasBegunMayBeHalfDone(t *testing.T) {
	f := released()
	f.steps["global"] = []system.Step{{URN: "urn:edge", Name: "edge", Op: "replace"}, {URN: "urn:waf", Name: "waf", Op: "create"}}
	p := planned(t, f, false)
	f.steps["global"] = []system.Step{{URN: "urn:edge", Name: "edge", Op: "delete"}, {URN: "urn:waf", Name: "waf", Op: "update"}}
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorContains(t, err, "it would delete edge, which the plan does not")
	require.ErrorContains(t, err, "it would update waf, which the plan does not")
	require.NotContains(t, *f.log, "up global")

	// To try again does not help: blue was changed, global was not begun.
	at := here()
	at.States["blue"] = "b2"
	f.steps["blue"], f.changes["blue"] = nil, system.Counts{}
	_, err = system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.ErrorContains(t, err, "it would delete edge, which the plan does not")
	require.NotContains(t, *f.log, "up global")

	at.States["global"] = "g2"
	_, err = system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.NoError(t, err)
}

func TestUnseenStackMayOnlyCreate(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	f.steps = map[string][]system.Step{"blue": {{URN: "urn:app", Name: "app", Op: "create"}}}
	p := planned(t, f, false)
	require.Equal(t, system.Unseen, p.Stacks[1].Foreseen)
	require.Contains(t, p.Stacks[1].Why, "stack blue has not been deployed yet")
	f.steps["global"] = []system.Step{{URN: "urn:edge", Name: "edge", Op: "create"}}
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.NoError(t, err)

	g := newFake()
	g.changes["blue"], g.steps = f.changes["blue"], f.steps
	g.steps["global"] = []system.Step{{URN: "urn:edge", Name: "edge", Op: "delete"}}
	_, err = system.UpPlanned(t.Context(), g.deps(false), tiers, p, here())
	require.ErrorContains(t, err, "it would delete edge, and a stack that could not be previewed")
	require.NotContains(t, *g.log, "up global")
}

// An application that was interrupted has moved the state itself: it goes on, as
// long as what is left is part of the plan.
func TestInterruptedPlanGoesOn(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	f.fails["up global"] = errors.New("killed")
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorContains(t, err, "killed")
	delete(f.fails, "up global")
	*f.log = nil
	at := here()
	at.States["blue"], at.Now = "b2", now.Add(system.PlanLife)
	f.steps["blue"], f.changes["blue"] = nil, system.Counts{}
	_, err = system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.NoError(t, err)
	require.Equal(t, []string{"preview blue", "preview global", "up global"}, *f.log)
	require.False(t, f.underWay)
	*f.log = nil
	refusedPlan(t, f, p, at, "the state of stack blue has moved on")
}

// What somebody else deployed meanwhile is not taken back.
func TestInterruptedPlanDoesNotUndoWhatOthersDid(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	f.underWay = true
	f.steps["blue"] = []system.Step{tagged("app", "r9", "r2")}
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorContains(t, err, "it would update app otherwise than planned: tags.revision")
	require.NotContains(t, *f.log, "up blue")
}

func TestInterruptedCreationMayBecomeAnUpdate(t *testing.T) {
	f := newFake()
	f.changes["blue"] = system.Counts{Create: 1}
	f.steps = map[string][]system.Step{"blue": {{URN: "urn:app", Name: "app", Op: "create"}}}
	p := planned(t, f, false)
	f.underWay = true
	f.steps["blue"] = []system.Step{tagged("app", "r1", "r2")}
	at := here()
	at.States["blue"] = "b2"
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.NoError(t, err)
	require.Equal(t, `"preview 2 of blue"`, f.limits["blue"], "the engine's first plan knows no update")
}

func TestInterruptedPlanGrowsOld(t *testing.T) {
	f := released()
	p := planned(t, f, false)
	f.underWay = true
	at := here()
	at.States["blue"], at.Now = "b2", now.Add(system.PlanLife+time.Hour)
	_, err := system.UpPlanned(t.Context(), f.deps(false), tiers, p, at)
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "it is 7 days old, and a plan may be applied for 7")
	require.Empty(t, *f.log)
}

func TestPlanFilesOfOthersAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "no plan of tandem",
		`{"format": 99}`:         "its format is 99",
		`{"format": 2}`:          "it names no stacks",
		`{"manifest": {}}`:       "its format is 0",
		`{"format": 2, "basis":`: "no plan of tandem",
		`{"format": 2, "basis": [{}], "stacks": [{"stack": "blue", "foreseen": "guessed"}]}`:                 `stack blue that it is foreseen as "guessed"`,
		`{"format": 2, "basis": [{}], "stacks": [{"stack": "blue", "foreseen": "exact", "engine": null}]}`:   "the engine's plan of stack blue does not fit",
		`{"format": 2, "basis": [{}], "stacks": [{"stack": "blue", "foreseen": "rehearsed", "engine": {}}]}`: "the engine's plan of stack blue does not fit",
	} {
		_, err := system.ParsePlan([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
}
