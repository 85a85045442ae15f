package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
)

// keepData is what to do about a plan that would lose data.
const keepData = "undo the change that forces it; data that really is to go is taken down with its environment, by destroy"

// engine lets the procedures of ops/system act through the Pulumi CLI.
type engine struct {
	workspace *pulumi.Workspace
	prober    pulumi.Prober
	progress  *progress
	policies  *policies
	// scratch is the folder for the engine's plans.
	scratch string
}

func (e *engine) options() pulumi.RunOptions {
	return pulumi.RunOptions{Prober: e.prober, OnEvent: e.progress.event}
}

// judged are the options of a run that the policy pack watches.
func (e *engine) judged(o system.Options) pulumi.RunOptions {
	options := e.options()
	options.Refresh = o.Refresh
	options.PolicyPacks = []string{e.workspace.Toolchain.PolicyPack}
	if e.policies.config != "" {
		options.PolicyConfigs = []string{e.policies.config}
	}
	return options
}

// Exists implements [system.Engine].
func (e *engine) Exists(ctx context.Context, stack string) (bool, error) {
	d, err := e.workspace.Export(ctx, stack)
	if errors.Is(err, pulumi.ErrNoStack) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return len(d.Resources)+len(d.PendingOperations) > 0, nil
}

// Preview implements [system.Engine].
func (e *engine) Preview(ctx context.Context, stack string, o system.Options) (c *system.Change, err error) {
	if err := e.policies.forget(stack); err != nil {
		return nil, err
	}
	at, err := e.place(ctx, stack, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, at.discard()) }()
	options := pulumi.PreviewOptions{RunOptions: e.judged(o)}
	if o.KeepPlan {
		options.SavePlan = e.planFile(stack)
	}
	result, err := at.workspace.Preview(ctx, stack, options)
	if err != nil && (result == nil || !result.OnlyViolates()) {
		return nil, engineError(err)
	}
	c = change(result)
	c.Settles, c.Held = at.settles, at.held
	if o.KeepPlan && err == nil {
		if c.EnginePlan, err = os.ReadFile(options.SavePlan); err != nil {
			return nil, fmt.Errorf("the engine's plan of stack %s: %w", stack, err)
		}
	}
	if err := e.object(c, result); err != nil {
		return nil, err
	}
	if c.Unfinished, err = e.unfinished(ctx, result); err != nil {
		return nil, err
	}
	for _, r := range pulumi.Guard(result, nil) {
		c.Losses = append(c.Losses, system.Loss{Name: pulumi.URNName(r.URN), What: r.What, Op: string(r.Op), Forces: r.Forces, Roots: r.Roots})
		c.Refusals = append(c.Refusals, system.Refusal{Stack: stack, Check: system.CheckData, Evidence: r.String(), Fix: keepData})
	}
	return c, nil
}

// planFile is where the engine's plan of a stack lies while a command runs.
func (e *engine) planFile(stack string) string {
	return filepath.Join(e.scratch, "plan-"+stack+".json")
}

// unfinished says why a stack has to be run although no resource changes.
func (e *engine) unfinished(ctx context.Context, preview *pulumi.Result) (string, error) {
	interrupted, err := e.workspace.Interrupted(ctx, preview.Stack)
	switch {
	case err != nil:
		return "", err
	case interrupted:
		return system.Interrupted, nil
	case change(preview).Counts.Changed() > 0:
	case preview.NewOutputs:
		return "its outputs change", nil
	case preview.Restates():
		return "names or protection of resources change", nil
	}
	return "", nil
}

// Up implements [system.Engine].
func (e *engine) Up(ctx context.Context, stack string, o system.Options) (*system.Change, error) {
	if err := e.policies.forget(stack); err != nil {
		return nil, err
	}
	options := pulumi.UpOptions{RunOptions: e.judged(o), Message: deployedRevision + e.workspace.Env[revisionVariable]}
	if o.EnginePlan != nil {
		options.Plan = e.planFile(stack)
		if err := os.WriteFile(options.Plan, o.EnginePlan, 0o600); err != nil {
			return nil, fmt.Errorf("the engine's plan of stack %s: %w", stack, err)
		}
	}
	result, err := e.workspace.Up(ctx, stack, options)
	if err != nil {
		return nil, engineError(err)
	}
	c := change(result)
	return c, e.object(c, result)
}

// object adds what the policy pack says to a change.
func (e *engine) object(c *system.Change, result *pulumi.Result) error {
	violated, waits, err := e.policies.of(result)
	if err != nil {
		return err
	}
	c.NotYetKnown = waits
	if e.policies.lenient {
		c.Violations = violated
		return nil
	}
	c.Object(violated)
	return nil
}

// Unprotect implements [system.Engine]: it lifts Pulumi's protection in the
// state and deletes the delete locks in Azure.
func (e *engine) Unprotect(ctx context.Context, stack string) (*system.Change, error) {
	lifted, err := e.workspace.Unprotect(ctx, stack)
	if err != nil {
		return nil, engineError(err)
	}
	c := &system.Change{Stack: stack}
	for _, urn := range lifted {
		c.Steps = append(c.Steps, system.Step{URN: urn, Name: pulumi.URNName(urn), Op: "unprotect"})
	}
	options := e.options()
	d, err := e.workspace.Export(ctx, stack)
	if err != nil {
		return nil, err
	}
	for _, r := range d.Resources {
		if system.IsLock(r.Type) {
			options.Targets = append(options.Targets, r.URN)
		}
	}
	if len(options.Targets) == 0 {
		return c, nil
	}
	result, err := e.workspace.Destroy(ctx, stack, pulumi.DestroyOptions{RunOptions: options})
	if err != nil {
		return nil, engineError(err)
	}
	locks := change(result)
	c.Counts.Delete, c.Duration = locks.Counts.Delete, locks.Duration
	c.Steps = append(c.Steps, locks.Steps...)
	return c, nil
}

// Destroy implements [system.Engine].
func (e *engine) Destroy(ctx context.Context, stack string) (*system.Change, error) {
	result, err := e.workspace.Destroy(ctx, stack, pulumi.DestroyOptions{RunOptions: e.options()})
	if err != nil {
		return nil, engineError(err)
	}
	return change(result), nil
}

// engineError keeps the engine's refusals recognisable to the procedures.
func engineError(err error) error {
	if errors.Is(err, pulumi.ErrUnsafe) {
		return fmt.Errorf("%w: %w", system.ErrUnsafe, err)
	}
	if errors.Is(err, pulumi.ErrBeyondPlan) {
		return fmt.Errorf("%w: going on would leave the plan, so the engine stopped; what it had done is recorded: "+
			"make a new plan with tandem preview --save-plan: %w", system.ErrUnsafe, err)
	}
	return err
}

// change translates the engine's result.
func change(r *pulumi.Result) *system.Change {
	c := &system.Change{
		Stack:    r.Stack,
		Duration: system.Span(r.Duration),
		Counts: system.Counts{
			Create:  r.Count(pulumi.OpCreate, pulumi.OpImport),
			Update:  r.Count(pulumi.OpUpdate),
			Replace: r.Count(pulumi.OpReplace),
			Delete:  r.Count(pulumi.OpDelete),
			Same:    r.Count(pulumi.OpSame),
		},
	}
	for _, s := range r.Steps {
		if s.Op == pulumi.OpRefresh && (s.Gone || len(s.Diff) > 0) {
			c.Drift = append(c.Drift, drifted(s))
		}
		if s.Unprotected {
			c.Lifted = append(c.Lifted, s.Name)
		}
		if s.Alias != "" {
			if c.Renamed == nil {
				c.Renamed = map[string]string{}
			}
			c.Renamed[s.URN] = s.Alias
		}
		if s.Op != pulumi.OpImport && !s.Op.Changes() || s.Op == pulumi.OpCreateReplacement || s.Op == pulumi.OpDeleteReplaced {
			continue
		}
		c.Steps = append(c.Steps, step(s))
	}
	for _, rec := range r.Recovered {
		c.Recovered = append(c.Recovered, strings.TrimSpace("recovered: "+rec.Detail))
	}
	for _, d := range r.Diagnostics {
		if d.Severity == pulumi.SeverityWarning {
			c.Warnings = append(c.Warnings, strings.TrimSpace(d.Message))
		}
	}
	return c
}

// drifted is what a refresh found of a resource that is other than recorded.
func drifted(s pulumi.Step) system.Step {
	if s.Gone {
		return system.Step{URN: s.URN, Type: s.Type, Name: s.Name, Op: string(pulumi.OpDelete)}
	}
	found := step(s)
	found.Op = string(pulumi.OpUpdate)
	return found
}

func step(s pulumi.Step) system.Step {
	out := system.Step{URN: s.URN, Type: s.Type, Name: s.Name, Op: string(s.Op)}
	for _, p := range s.Diff {
		out.Properties = append(out.Properties, system.Property{
			Path: p.Path, Old: valueAt(s.Old, p.Path), New: valueAt(s.New, p.Path), Replaces: p.Replace})
	}
	return out
}
