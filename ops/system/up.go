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
	if err := refuse(previews, nil); err != nil {
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

// Apply deploys every stack, tier by tier, without a preview or a question: for
// targets that are thrown away.
func Apply(ctx context.Context, d Deps, tiers Tiers, o Options) ([]*Change, error) {
	return d.throughTiers(ctx, "deploy", tiers, func(ctx context.Context, stack string) (*Change, error) {
		return d.Engine.Up(ctx, stack, o)
	})
}

// deployAll applies what was previewed, tier by tier.
func deployAll(ctx context.Context, d Deps, tiers Tiers, previews []*Change, o Options) ([]*Change, error) {
	var all []*Change
	for i, tier := range tiers {
		last := i == len(tiers)-1
		d.Progress.Phase("deploy", strings.Join(tier, ", "))
		changes, err := each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			return d.deploy(ctx, previews, stack, o, last)
		})
		if err != nil {
			return all, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// deploy deploys the previewed stack if it has to be run, or always.
func (d Deps) deploy(ctx context.Context, previews []*Change, stack string, o Options, always bool) (*Change, error) {
	preview := previews[slices.IndexFunc(previews, func(c *Change) bool { return c.Stack == stack })]
	if !always && !preview.Pending() {
		d.Progress.Done("deploy", preview)
		return preview, nil
	}
	if preview.Unavailable != "" || len(preview.NotYetApplied) > 0 {
		if err := d.previewLate(ctx, previews, preview, o); err != nil {
			return nil, err
		}
	}
	c, err := d.Engine.Up(ctx, stack, o)
	if err != nil {
		return nil, fmt.Errorf("deployment of stack %s: %w", stack, err)
	}
	c.Recovered = append(preview.Recovered, c.Recovered...)
	c.Violations = preview.Violations
	d.Progress.Done("deploy", c)
	return c, nil
}

// previewLate previews and guards a stack that could not be previewed as it will
// be before the stacks that it reads were applied. What it finds takes the place of
// the earlier preview.
func (d Deps) previewLate(ctx context.Context, previews []*Change, preview *Change, o Options) error {
	c, err := d.Engine.Preview(ctx, preview.Stack, o)
	if err != nil {
		return fmt.Errorf("preview of stack %s: %w", preview.Stack, err)
	}
	applied := preview.NotYetApplied
	*preview = *c
	d.Progress.Done("preview", c)
	if err := d.judge(previews); err != nil {
		return err
	}
	return refuse(previews, applied)
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
