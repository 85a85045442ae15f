package system

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// CheckAnchor refuses to take the system down while the failover group's primary
// is not the anchor, the server under which the group is defined: Azure deletes
// a group on its primary only
// (https://learn.microsoft.com/rest/api/sql/failover-groups/delete), and by then
// half of the global layer would be gone.
func CheckAnchor(s Status, anchor string) error {
	for _, stamp := range s.Stamps {
		if stamp.Stamp == anchor && stamp.Role == "Secondary" {
			return &RefusedError{Refusals: []Refusal{{Stack: "global", Check: "failover group",
				Evidence: fmt.Sprintf("its primary is not %s's server, under which it is defined, and Azure deletes it on its primary only", anchor),
				Fix:      fmt.Sprintf("fail back to %s first: az sql failover-group set-primary for %s's server; then destroy", anchor, anchor)}}}
		}
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
