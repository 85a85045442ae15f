package system

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Settlement is what becomes of an operation that an interrupted run has left
// pending in the recorded state.
type Settlement struct {
	URN string `json:"urn"`
	// Becomes is "import" for what was created, and is taken over under ID; "clear"
	// for what was not; "retry" for what is done again.
	Becomes string `json:"becomes"`
	ID      string `json:"id,omitempty"`
	// Detail says it in words.
	Detail string `json:"detail"`
}

// Settle settles what interrupted runs have left in the recorded states of all
// stacks, and changes nothing else: neither Azure, nor what is recorded of anything
// that is not pending. It may be run at any time, and again.
func Settle(ctx context.Context, d Deps, tiers Tiers) ([]*Change, error) {
	return d.throughTiers(ctx, "settle", Tiers{tiers.Stacks()}, func(ctx context.Context, stack string) (*Change, error) {
		settled, err := d.Engine.Settle(ctx, stack, nil)
		return &Change{Stack: stack, Settles: settled}, err
	})
}

// settle settles what interrupted runs had left, as the previews have it, before
// anything is deployed: a stack that somebody else holds shows here.
func (u *deployment) settle(ctx context.Context) error {
	for _, c := range u.previews {
		if err := u.settleStack(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (u *deployment) settleStack(ctx context.Context, c *Change) error {
	if len(c.Settles) == 0 {
		return nil
	}
	done, err := u.Engine.Settle(ctx, c.Stack, c.Settles)
	if err != nil {
		return fmt.Errorf("settle what an interrupted run left in stack %s: %w", c.Stack, err)
	}
	c.Settles = nil
	for _, s := range done {
		c.Recovered = append(c.Recovered, "recovered: "+s.Detail)
	}
	return nil
}

// SameSettlements reports whether two lists say the same, in whatever order.
func SameSettlements(a, b []Settlement) bool {
	sorted := func(list []Settlement) []Settlement {
		list = slices.Clone(list)
		for i := range list {
			list[i].Detail = ""
		}
		slices.SortFunc(list, func(x, y Settlement) int {
			return cmp.Or(cmp.Compare(x.URN, y.URN), cmp.Compare(x.Becomes, y.Becomes), cmp.Compare(x.ID, y.ID))
		})
		return list
	}
	return slices.Equal(sorted(a), sorted(b))
}
