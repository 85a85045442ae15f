package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
)

// place is where a stack is previewed: on the recorded state, or on a copy of it on
// which is settled what an interrupted run left.
type place struct {
	workspace *pulumi.Workspace
	settles   []system.Settlement
	// held says who works on the stack.
	held    string
	discard func() error
}

// place finds out where a stack is to be previewed. For a copy, ARM is asked what
// became of pending operations; nothing is written but the copy.
func (e *engine) place(ctx context.Context, stack string, o system.Options) (place, error) {
	at := place{workspace: e.workspace, discard: func() error { return nil }}
	if !o.Settled {
		return at, nil
	}
	if err := e.workspace.Held(stack); err != nil {
		if !errors.Is(err, pulumi.ErrLocked) {
			return at, err
		}
		at.held = err.Error()
		return at, nil
	}
	left, err := e.workspace.Unsettled(ctx, stack)
	if err != nil || !left {
		return at, err
	}
	home, err := os.MkdirTemp(e.scratch, "settled-")
	if err != nil {
		return at, fmt.Errorf("copy the state of stack %s: %w", stack, err)
	}
	if at.workspace, err = e.workspace.CopyState(ctx, home, system.ProductionTiers().Stacks()...); err == nil {
		at.settles, err = settleOn(ctx, at.workspace, stack, pulumi.RunOptions{Prober: e.prober})
	}
	at.discard = func() error { return os.RemoveAll(home) }
	if err != nil {
		return at, errors.Join(engineError(err), at.discard())
	}
	return at, nil
}

// Settle implements [system.Engine].
func (e *engine) Settle(ctx context.Context, stack string, agreed []system.Settlement) ([]system.Settlement, error) {
	o := e.options()
	if agreed != nil {
		o.Agree = func(found []pulumi.Recovered) error {
			if system.SameSettlements(settlements(found), agreed) {
				return nil
			}
			return fmt.Errorf("%w: what an interrupted run left is not found as it was previewed, so nothing was settled: preview again", system.ErrUnsafe)
		}
	}
	settled, err := settleOn(ctx, e.workspace, stack, o)
	return settled, engineError(err)
}

// settleOn settles what an interrupted run left in a stack, if the stack exists.
func settleOn(ctx context.Context, w *pulumi.Workspace, stack string, o pulumi.RunOptions) ([]system.Settlement, error) {
	done, err := w.Recover(ctx, stack, o)
	if errors.Is(err, pulumi.ErrNoStack) {
		return nil, nil
	}
	return settlements(done), err
}

// settlements are what the engine's driver says of pending operations; that a lock
// was removed is none.
func settlements(recovered []pulumi.Recovered) []system.Settlement {
	settled := []system.Settlement{}
	for _, r := range recovered {
		if r.URN != "" {
			settled = append(settled, system.Settlement{URN: r.URN, Becomes: r.Kind, ID: r.ID, Detail: r.Detail})
		}
	}
	return settled
}
