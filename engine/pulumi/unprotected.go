package pulumi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
)

// planUnprotected runs a preview on a throw-away copy of the state in which
// nothing is protected.
func (w *Workspace) planUnprotected(ctx context.Context, stack string, args []string, o RunOptions) (result *Result, err error) {
	home, err := os.MkdirTemp(w.Home, "plan-")
	if err != nil {
		return nil, fmt.Errorf("copy the state of stack %s: %w", stack, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	clone, err := w.Clone(home)
	if err != nil {
		return nil, err
	}
	lifted, err := clone.Unprotect(ctx, stack)
	if err != nil {
		return nil, err
	}
	o.OnEvent = nil // the caller has seen the beginning of it
	result, err = clone.operate(ctx, "preview", stack, args, o)
	if result != nil {
		result.recall(lifted)
	}
	return result, err
}

// recall says of the resources that are protected in the state, but not in the copy
// on which the plan was made, that they are, and whether the program lifts it.
func (r *Result) recall(protected []string) {
	for i := range r.Steps {
		s := &r.Steps[i]
		if slices.Contains(protected, cmp.Or(s.Alias, s.URN)) {
			s.Protected, s.Unprotected = true, s.New != nil && !s.Protects
		}
	}
}
