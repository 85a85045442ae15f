package system

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Up previews every stack, refuses a plan that would lose data, and then
// deploys tier by tier, the stamps in turns if [Deps] has some.
//
// A stack of a first tier whose preview shows nothing to do is not run again;
// the last tier always runs, since it approves private links, which no preview
// can see. A stack whose preview could not see the changes of those before it
// is previewed again, right before it is applied. The error of a refused plan
// is a [*RefusedError].
func Up(ctx context.Context, d Deps, tiers Tiers, o Options) ([]*Change, error) {
	underWay, err := d.Journal.UnderWay()
	if err != nil {
		return nil, err
	}
	u := &deployment{Deps: d, tiers: tiers, options: o}
	p := previewer{Deps: d, options: o}
	if underWay {
		p.seen = "an interrupted up"
	}
	return u.run(ctx, p)
}

// UpPlanned is [Up] that does what a plan says and nothing beyond it. Before
// anything changes, it compares what the plan was made of with what is here, and
// previews again what the plan foresees exactly. What it could not foresee so is
// previewed, guarded and compared right before it is applied. An application
// that was interrupted goes on with the same plan.
func UpPlanned(ctx context.Context, d Deps, tiers Tiers, p *Plan, here Circumstances) ([]*Change, error) {
	underWay, err := d.Journal.UnderWay()
	if err != nil {
		return nil, err
	}
	if refusals := p.unfit(here, tiers, underWay); len(refusals) > 0 {
		return nil, &RefusedError{Refusals: refusals}
	}
	o := Options{Refresh: p.Refresh, KeepPlan: true, Settled: true, AllowLocks: p.AllowLocks}
	u := &deployment{Deps: d, tiers: tiers, options: o, plan: p, begun: map[string]bool{}}
	for _, s := range p.Stacks {
		u.begun[s.Stack] = underWay && here.States[s.Stack] != s.State
	}
	return u.run(ctx, previewer{Deps: d, options: o, seen: "whoever made the plan"})
}

// Apply deploys every stack, tier by tier, without a preview or a question: for
// targets that are thrown away.
func Apply(ctx context.Context, d Deps, tiers Tiers, o Options) ([]*Change, error) {
	return d.throughTiers(ctx, "deploy", tiers, func(ctx context.Context, stack string) (*Change, error) {
		return d.Engine.Up(ctx, stack, o)
	})
}

// deployment is one up.
type deployment struct {
	Deps
	tiers    Tiers
	options  Options
	previews []*Change
	// plan is nil where there is none to keep to; begun are the stacks that its
	// interrupted application has changed: only there may something be half done.
	plan  *Plan
	begun map[string]bool
}

// run previews everything, refuses, and deploys.
func (u *deployment) run(ctx context.Context, p previewer) ([]*Change, error) {
	var err error
	if u.previews, err = preview(ctx, p, u.tiers); err != nil {
		return nil, err
	}
	for _, c := range u.previews {
		u.hold(c)
	}
	if err := refuse(u.previews, nil); err != nil {
		return nil, err
	}
	if p.seen == "" { // else a lock that is named may be gone already
		if err := checkAllowed(u.previews, u.options); err != nil {
			return nil, err
		}
	}
	// The first stamp's turn; the second one's is looked at in await.
	if u.Turns != nil && u.pending(u.Turns.First) {
		if err := u.Turns.stand(ctx); err != nil {
			return nil, err
		}
	}
	if err := u.Journal.Begin(); err != nil {
		return nil, err
	}
	if err := u.settle(ctx); err != nil {
		return nil, err
	}
	changes, err := u.deployAll(ctx)
	if err != nil {
		return changes, err
	}
	return changes, u.Journal.End()
}

// hold refuses a preview that leaves the plan, if there is one.
func (u *deployment) hold(c *Change) {
	if u.plan == nil || c.Unavailable != "" {
		return
	}
	s := u.plan.of(c.Stack)
	c.Refusals = append(c.Refusals, s.leaves(c, u.begun[c.Stack])...)
	if s.Foreseen != Unseen && c.Held == "" && !u.begun[c.Stack] && !SameSettlements(s.Settles, c.Settles) {
		c.Refusals = append(c.Refusals, Refusal{Stack: c.Stack, Check: CheckPlan, Fix: makeAgain,
			Evidence: "what an interrupted run left in it is not found as it was when the plan was made"})
	}
}

// deployAll applies what was previewed, wave by wave.
func (u *deployment) deployAll(ctx context.Context) ([]*Change, error) {
	var all []*Change
	last := u.tiers[len(u.tiers)-1]
	for _, wave := range u.Turns.waves(u.tiers) {
		if err := u.await(ctx, wave, all); err != nil {
			return all, err
		}
		u.Progress.Phase("deploy", strings.Join(wave, ", "))
		changes, err := each(ctx, wave, func(ctx context.Context, stack string) (*Change, error) {
			return u.deploy(ctx, stack, slices.Contains(last, stack))
		})
		if err != nil {
			return all, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// previewOf is the last preview of a stack.
func (u *deployment) previewOf(stack string) *Change {
	return u.previews[slices.IndexFunc(u.previews, func(c *Change) bool { return c.Stack == stack })]
}

// deploy deploys the previewed stack if it has to be run, or always.
func (u *deployment) deploy(ctx context.Context, stack string, always bool) (*Change, error) {
	preview := u.previewOf(stack)
	if !always && !preview.Pending() {
		u.Progress.Done("deploy", preview)
		return preview, nil
	}
	if preview.Unavailable != "" || len(preview.NotYetApplied) > 0 {
		if err := u.previewLate(ctx, preview); err != nil {
			return nil, err
		}
	}
	if err := u.settleStack(ctx, preview); err != nil {
		return nil, err
	}
	o := u.limited(preview)
	if u.plan != nil && o.EnginePlan == nil {
		return nil, fmt.Errorf("deployment of stack %s: the engine kept no plan to hold it to", stack)
	}
	if u.Turns != nil && u.Turns.Deploys != nil {
		u.Turns.Deploys(preview)
	}
	c, err := u.Engine.Up(ctx, stack, o)
	if err != nil {
		return nil, fmt.Errorf("deployment of stack %s: %w", stack, err)
	}
	c.Recovered = append(preview.Recovered, c.Recovered...)
	c.Violations = preview.Violations
	u.Progress.Done("deploy", c)
	return c, nil
}

// limited are the options of a deployment that the engine holds to a plan: to the
// one from the file, which knows the values of secrets, too, or else to that of
// the preview that has just been compared with it.
func (u *deployment) limited(preview *Change) Options {
	o := Options{Refresh: u.options.Refresh}
	if u.plan == nil {
		return o
	}
	o.EnginePlan = preview.EnginePlan
	if s := u.plan.of(preview.Stack); s.Foreseen == Exact && !u.begun[s.Stack] {
		o.EnginePlan = s.Engine
	}
	return o
}

// previewLate previews and guards a stack that could not be previewed as it will
// be before the stacks that it reads were applied. What it finds takes the place of
// the earlier preview.
func (u *deployment) previewLate(ctx context.Context, preview *Change) error {
	c, err := u.guarded(ctx, u.Engine, preview.Stack, u.options)
	if err != nil {
		return err
	}
	applied := preview.NotYetApplied
	*preview = *c
	u.hold(preview)
	u.Progress.Done("preview", c)
	if err := u.judge(u.previews); err != nil {
		return err
	}
	return refuse(u.previews, applied)
}

// refuse makes the error of what may not be applied; applied was before.
func refuse(changes []*Change, applied []string) error {
	var refusals []Refusal
	for _, c := range changes {
		refusals = append(refusals, c.Refusals...)
	}
	if len(refusals) > 0 {
		return &RefusedError{Refusals: refusals, Applied: applied}
	}
	return nil
}
