package pulumi

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	if _, err := clone.Unprotect(ctx, stack); err != nil {
		return nil, err
	}
	o.OnEvent = nil // the caller has seen the beginning of it
	return clone.operate(ctx, "preview", stack, args, o)
}
