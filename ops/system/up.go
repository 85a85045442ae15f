package system

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Up previews every stack, refuses a plan that would lose data, and then
// deploys tier by tier.
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
	previews, err := preview(ctx, previewer{Deps: d, options: o, resumed: underWay}, tiers)
	if err != nil {
		return nil, err
	}
	if err := refuse(previews); err != nil {
		return nil, err
	}
	if err := d.Journal.Begin(); err != nil {
		return nil, err
	}
	changes, err := deployAll(ctx, d, tiers, previews, o)
	if err != nil {
		return changes, err
	}
	return changes, d.Journal.End()
}

// deployAll applies what was previewed, tier by tier.
func deployAll(ctx context.Context, d Deps, tiers Tiers, previews []*Change, o Options) ([]*Change, error) {
	byStack := map[string]*Change{}
	for _, c := range previews {
		byStack[c.Stack] = c
	}
	var all []*Change
	for i, tier := range tiers {
		last := i == len(tiers)-1
		d.Progress.Phase("deploy", strings.Join(tier, ", "))
		changes, err := each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			return deploy(ctx, d, byStack[stack], o, last)
		})
		if err != nil {
			return all, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// deploy deploys the previewed stack if it has to be run, or always.
func deploy(ctx context.Context, d Deps, preview *Change, o Options, always bool) (*Change, error) {
	stack := preview.Stack
	if !always && !preview.Pending() {
		d.Progress.Done("deploy", preview)
		return preview, nil
	}
	if preview.Unavailable != "" || len(preview.NotYetApplied) > 0 {
		if err := previewLate(ctx, d, stack, o); err != nil {
			return nil, err
		}
	}
	c, err := d.Engine.Up(ctx, stack, o)
	if err != nil {
		return nil, fmt.Errorf("deployment of stack %s: %w", stack, err)
	}
	c.Recovered = append(preview.Recovered, c.Recovered...)
	d.Progress.Done("deploy", c)
	return c, nil
}

// previewLate previews and guards a stack that could not be previewed before
// the stacks that it reads were applied.
func previewLate(ctx context.Context, d Deps, stack string, o Options) error {
	c, err := d.Engine.Preview(ctx, stack, o)
	if err != nil {
		return fmt.Errorf("preview of stack %s: %w", stack, err)
	}
	d.Progress.Done("preview", c)
	return refuse([]*Change{c})
}

func refuse(changes []*Change) error {
	var refusals []Refusal
	for _, c := range changes {
		refusals = append(refusals, c.Refusals...)
	}
	if len(refusals) > 0 {
		return &RefusedError{Refusals: refusals}
	}
	return nil
}

// Destruction is what taking the system down did.
type Destruction struct {
	// Lifted are the protections that were lifted first, stack by stack.
	Lifted []*Change `json:"lifted"`
	// Destroyed are the stacks in the order in which they were taken down.
	Destroyed []*Change `json:"destroyed"`
}

// Destroy takes the stacks down in reverse order of deployment. Protection of
// data is lifted first, for all stacks, as a step of its own. With an error, the
// answer holds what was done until then.
func Destroy(ctx context.Context, d Deps, tiers Tiers) (Destruction, error) {
	done := Destruction{Lifted: []*Change{}, Destroyed: []*Change{}}
	deployed, err := existing(ctx, d.Engine, tiers)
	if err != nil {
		return done, err
	}
	if err := d.Journal.End(); err != nil {
		return done, err
	}
	slices.Reverse(deployed)
	if done.Lifted, err = d.throughTiers(ctx, "lift protection", deployed, d.Engine.Unprotect); err != nil {
		return done, err
	}
	done.Destroyed, err = d.throughTiers(ctx, "destroy", deployed, d.Engine.Destroy)
	return done, err
}

// throughTiers does one thing to all stacks, tier by tier.
func (d Deps) throughTiers(ctx context.Context, phase string, tiers Tiers,
	do func(context.Context, string) (*Change, error)) ([]*Change, error) {
	all := []*Change{}
	for _, tier := range tiers {
		if len(tier) == 0 {
			continue
		}
		d.Progress.Phase(phase, strings.Join(tier, ", "))
		changes, err := each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			c, err := do(ctx, stack)
			if err != nil {
				return nil, fmt.Errorf("%s of stack %s: %w", phase, stack, err)
			}
			d.Progress.Done(phase, c)
			return c, nil
		})
		if err != nil {
			return all, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// existing keeps the stacks that have something deployed.
func existing(ctx context.Context, e Engine, tiers Tiers) (Tiers, error) {
	kept := make(Tiers, len(tiers))
	for i, tier := range tiers {
		for _, stack := range tier {
			ok, err := e.Exists(ctx, stack)
			if err != nil {
				return nil, fmt.Errorf("stack %s: %w", stack, err)
			}
			if ok {
				kept[i] = append(kept[i], stack)
			}
		}
	}
	return kept, nil
}
