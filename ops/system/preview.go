package system

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Deps is what the procedures act through.
type Deps struct {
	Engine Engine
	// Rehearse is nil where no copy of the target can be had (Azure).
	Rehearse Rehearse
	Progress Progress
	// Journal remembers that a deployment is under way.
	Journal Journal
	// Judge is nil where there are no policies.
	Judge Judge
	// Turns is nil where stamps are deployed side by side.
	Turns *Turns
	// Lifting reports whether a stack's configuration says that its data is not
	// protected, so that its delete locks may go. nil is that none says so.
	Lifting func(stack string) bool
	// Beyond has a preview go on past a plan that is refused, by applying it to the
	// throw-away copy, so that the tiers behind it are seen, too.
	Beyond bool
}

// Judge has policies judge all stacks together, by what the last preview of each
// showed. The violations are by stack.
type Judge func(stacks []string) (map[string][]Violation, error)

// Journal remembers across runs that the deployment that is asked for (same
// program, configuration, target) was previewed as a whole, passed, and was
// begun, so that what is left of it need not be rehearsed again.
type Journal interface {
	// UnderWay reports whether this very deployment was begun and has not ended.
	UnderWay() (bool, error)
	Begin() error
	End() error
}

// Preview says what an up would do, stack by stack in order of deployment.
//
// A stack whose inputs come from stacks with unapplied changes is previewed on
// a throw-away copy to which those changes are applied. Without such a copy the
// change names the stacks that it could not see, or why there is no preview. It
// ends with the first tier whose plan is refused, unless [Deps.Beyond] is set.
// What could be previewed is returned with an error, too.
func Preview(ctx context.Context, d Deps, tiers Tiers, o Options) ([]*Change, error) {
	all, err := preview(ctx, previewer{Deps: d, options: o}, tiers)
	if err != nil || o.AnyAllowed {
		return all, err
	}
	return all, checkAllowed(all, o)
}

func preview(ctx context.Context, p previewer, tiers Tiers) ([]*Change, error) {
	var all []*Change
	for i, tier := range tiers {
		changes, err := p.tier(ctx, tier, tiers[:i], all)
		all = append(all, changes...)
		if err != nil {
			return all, errors.Join(err, p.close())
		}
		if refuse(changes, nil) != nil && !p.Beyond {
			return append(all, unseen(tiers[i+1:])...), p.close()
		}
	}
	return all, errors.Join(p.judge(all), p.close())
}

// judge has policies judge the system as a whole, if all of it was previewed.
func (d Deps) judge(previews []*Change) error {
	if d.Judge == nil {
		return nil
	}
	seen := true
	for _, c := range previews {
		if c.Unavailable != "" || len(c.NotYetApplied) > 0 {
			seen = false
			c.Warnings = append(c.Warnings, "policies over all stacks are not judged yet: they are when the stacks before this one are applied")
		}
	}
	if !seen {
		return nil
	}
	var stacks []string
	for _, c := range previews {
		stacks = append(stacks, c.Stack)
	}
	violations, err := d.Judge(stacks)
	if err != nil {
		return fmt.Errorf("policies over all stacks: %w", err)
	}
	for _, c := range previews {
		c.Object(violations[c.Stack])
	}
	return nil
}

// unseen are the stacks behind one whose plan is refused: what they would read
// of it will not be.
func unseen(tiers Tiers) []*Change {
	var all []*Change
	for _, stack := range tiers.Stacks() {
		all = append(all, &Change{Stack: stack, Unavailable: "the plan of a stack before it is refused"})
	}
	return all
}

// previewer holds the throw-away copy, once there is one.
type previewer struct {
	Deps
	options Options
	// seen says by whom all stacks have been previewed already, so that what
	// cannot be previewed yet need not be rehearsed again; "" is by nobody.
	seen     string
	copy     Engine
	applied  int // tiers that were applied to the copy
	closeFns []func() error
}

func (p *previewer) close() error {
	var errs []error
	for _, f := range p.closeFns {
		errs = append(errs, f())
	}
	p.closeFns = nil
	return errors.Join(errs...)
}

func (p *previewer) tier(ctx context.Context, tier []string, before Tiers, previewed []*Change) ([]*Change, error) {
	pending := unapplied(previewed)
	if len(pending) == 0 {
		p.Progress.Phase("preview", strings.Join(tier, ", "))
		return each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			return p.previewOn(ctx, p.Engine, stack, p.options)
		})
	}
	if p.seen != "" {
		return previewedBefore(tier, pending, p.seen), nil
	}
	if p.Rehearse == nil {
		return each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			return p.previewBlind(ctx, stack, before, pending)
		})
	}
	if err := p.rehearse(ctx, before, previewed); err != nil {
		if p.Beyond && refuse(previewed, nil) != nil {
			return p.unrehearsed(ctx, tier, before, pending), nil
		}
		return nil, err
	}
	p.Progress.Phase("preview", strings.Join(tier, ", ")+" on a throw-away copy")
	return each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
		c, err := p.previewOn(ctx, p.copy, stack, Options{Refresh: p.options.Refresh, Settled: p.options.Settled, AllowLocks: p.options.AllowLocks})
		if err == nil {
			c.Rehearsed = true
		}
		return c, err
	})
}

// unrehearsed previews stacks behind a refused plan that cannot be applied even to
// a throw-away copy: over the outputs that are there.
func (p *previewer) unrehearsed(ctx context.Context, tier []string, before Tiers, pending []string) []*Change {
	const why = "the plan of a stack before this one loses data, and could not be tried out on a throw-away copy"
	p.Progress.Phase("preview", strings.Join(tier, ", ")+" over the outputs that there are")
	changes, _ := each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
		c, err := p.previewBlind(ctx, stack, before, pending)
		if err != nil {
			return &Change{Stack: stack, NotYetApplied: pending, Unavailable: why + ": " + err.Error()}, nil
		}
		c.Warnings = append(c.Warnings, why)
		return c, nil
	})
	return changes
}

// previewedBefore leaves a tier to be previewed right before it is applied.
func previewedBefore(tier, pending []string, by string) []*Change {
	var all []*Change
	for _, stack := range tier {
		all = append(all, &Change{Stack: stack, NotYetApplied: pending,
			Unavailable: by + " has previewed it; it is previewed again once the stacks before it are applied"})
	}
	return all
}

func (p *previewer) previewOn(ctx context.Context, e Engine, stack string, o Options) (*Change, error) {
	c, err := p.guarded(ctx, e, stack, o)
	if err != nil {
		return nil, err
	}
	p.Progress.Done("preview", c)
	return c, nil
}

// guarded is a preview that was judged by what it takes away of data's protection.
func (d Deps) guarded(ctx context.Context, e Engine, stack string, o Options) (*Change, error) {
	c, err := e.Preview(ctx, stack, o)
	if err != nil {
		return nil, previewFailed(stack, err)
	}
	d.guardLocks(c, o)
	return c, nil
}

// previewFailed says of which stack a preview failed, where the engine has not.
func previewFailed(stack string, err error) error {
	if said := "preview of stack " + stack; !strings.HasPrefix(err.Error(), said) {
		return fmt.Errorf("%s: %w", said, err)
	}
	return err
}

// previewBlind previews a stack whose inputs are not up to date.
func (p *previewer) previewBlind(ctx context.Context, stack string, before Tiers, pending []string) (*Change, error) {
	for _, dep := range before.Stacks() {
		ok, err := p.Engine.Exists(ctx, dep)
		if err != nil {
			return nil, previewFailed(stack, err)
		}
		if !ok {
			c := &Change{Stack: stack, NotYetApplied: pending,
				Unavailable: fmt.Sprintf("stack %s has not been deployed yet, so its outputs are not known", dep)}
			p.Progress.Done("preview", c)
			return c, nil
		}
	}
	c, err := p.guarded(ctx, p.Engine, stack, p.options)
	if err != nil {
		return nil, err
	}
	c.NotYetApplied = pending
	p.Progress.Done("preview", c)
	return c, nil
}

// rehearse applies the tiers before to the copy, making the copy if needed. What a
// plan loses is unprotected there first.
func (p *previewer) rehearse(ctx context.Context, before Tiers, previewed []*Change) error {
	if p.copy == nil {
		e, closeCopy, err := p.Rehearse(ctx)
		if err != nil {
			return fmt.Errorf("rehearsal: %w", err)
		}
		p.copy = e
		p.closeFns = append(p.closeFns, closeCopy)
	}
	for ; p.applied < len(before); p.applied++ {
		tier := before[p.applied]
		p.Progress.Phase("rehearse", strings.Join(tier, ", ")+" on a throw-away copy")
		_, err := each(ctx, tier, func(ctx context.Context, stack string) (*Change, error) {
			if loses(previewed, stack) {
				if _, err := p.copy.Unprotect(ctx, stack); err != nil {
					return nil, fmt.Errorf("rehearsal of stack %s on a throw-away copy: %w", stack, err)
				}
			}
			c, err := p.copy.Up(ctx, stack, p.options)
			if err != nil {
				return nil, fmt.Errorf("rehearsal of stack %s on a throw-away copy: %w", stack, err)
			}
			p.Progress.Done("rehearse", c)
			return c, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// loses reports whether a stack's preview shows data that would be lost.
func loses(previewed []*Change, stack string) bool {
	return slices.ContainsFunc(previewed, func(c *Change) bool { return c.Stack == stack && len(c.Losses) > 0 })
}

// unapplied names the stacks whose previews show something to do.
func unapplied(previewed []*Change) []string {
	var names []string
	for _, c := range previewed {
		if c.Pending() {
			names = append(names, c.Stack)
		}
	}
	return names
}

// each runs f for all stacks in parallel and returns the results in order,
// with every error that occurred. With an error, the results are those that there are.
func each(ctx context.Context, stacks []string, f func(context.Context, string) (*Change, error)) ([]*Change, error) {
	changes := make([]*Change, len(stacks))
	errs := make([]error, len(stacks))
	var g errgroup.Group
	for i, stack := range stacks {
		g.Go(func() error {
			changes[i], errs[i] = f(ctx, stack)
			return errs[i]
		})
	}
	_ = g.Wait() // every error is in errs
	return slices.DeleteFunc(changes, func(c *Change) bool { return c == nil }), errors.Join(errs...)
}
