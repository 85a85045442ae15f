package pulumi

import (
	"context"
	"errors"
	"strconv"
)

// Preview shows what Up would do. It changes nothing in the cloud and does not
// need the stack to exist.
//
// The engine ends at the first protected resource that it would have to replace
// or delete. With the state in the home, Preview then returns the whole plan as
// it would be without protection, for [Guard] to name all that it would lose;
// Up fails on the protection in any case.
func (w *Workspace) Preview(ctx context.Context, stack string, o PreviewOptions) (*Result, error) {
	if err := w.EnsureStack(ctx, stack); err != nil {
		return nil, err
	}
	args := append([]string{"preview", "--suppress-progress"}, o.args()...)
	if o.SavePlan != "" {
		args = append(args, "--save-plan", o.SavePlan)
	}
	result, err := w.operate(ctx, "preview", stack, args, o.RunOptions)
	if err != nil && result != nil && result.protects() && w.fileBackend() {
		if plan, unprotected := w.planUnprotected(ctx, stack, args, o.RunOptions); unprotected == nil {
			return plan, nil
		}
	}
	return result, err
}

// Up makes the cloud as the program says, without a preview of its own.
func (w *Workspace) Up(ctx context.Context, stack string, o UpOptions) (*Result, error) {
	args := append([]string{"up", "--yes", "--skip-preview", "--suppress-progress"}, o.args()...)
	if o.Plan != "" {
		args = append(args, "--plan", o.Plan)
	}
	if o.Message != "" {
		args = append(args, "--message", o.Message)
	}
	return w.change(ctx, "up", stack, args, o.RunOptions)
}

// Refresh takes what the cloud holds over into the stack's state.
func (w *Workspace) Refresh(ctx context.Context, stack string, o RunOptions) (*Result, error) {
	o.Refresh, o.PolicyPacks, o.PolicyConfigs = false, nil, nil
	args := append([]string{"refresh", "--yes", "--skip-preview", "--suppress-progress"}, o.args()...)
	return w.change(ctx, "refresh", stack, args, o)
}

// Destroy deletes everything that the stack holds, and leaves the empty stack.
// It fails on protected resources; Unprotect lifts their protection.
func (w *Workspace) Destroy(ctx context.Context, stack string, o DestroyOptions) (*Result, error) {
	o.PolicyPacks, o.PolicyConfigs = nil, nil
	args := append([]string{"destroy", "--yes", "--skip-preview", "--suppress-progress"}, o.args()...)
	return w.change(ctx, "destroy", stack, args, o.RunOptions)
}

// change runs an operation that changes state, after settling what a killed
// run has left behind.
func (w *Workspace) change(ctx context.Context, verb, stack string, args []string, o RunOptions) (*Result, error) {
	if err := w.EnsureStack(ctx, stack); err != nil {
		return nil, err
	}
	recovered, err := w.Recover(ctx, stack, o)
	if err != nil {
		return &Result{Stack: stack, Verb: verb, Recovered: recovered}, err
	}
	result, err := w.operate(ctx, verb, stack, args, o)
	if result != nil {
		result.Recovered = recovered
	}
	return result, err
}

// args are the CLI's arguments for the options that operations share.
func (o RunOptions) args() []string {
	var args []string
	if o.Refresh {
		args = append(args, "--refresh")
	}
	for _, pack := range o.PolicyPacks {
		args = append(args, "--policy-pack", pack)
	}
	for _, config := range o.PolicyConfigs {
		args = append(args, "--policy-pack-config", config)
	}
	if o.Parallel > 0 {
		args = append(args, "--parallel", strconv.Itoa(o.Parallel))
	}
	if o.Message != "" {
		args = append(args, "--message", o.Message)
	}
	for _, target := range o.Targets {
		args = append(args, "--target", target)
	}
	return args
}

// IsRefusal reports whether an operation was refused rather than failed.
func IsRefusal(err error) bool { return errors.Is(err, ErrUnsafe) }
