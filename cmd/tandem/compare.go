package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

// comparison is what preview --base is asked for.
type comparison struct {
	base, format, output string
	allowed              []string
}

// The formats of a comparison.
const (
	formatText     = "text"
	formatMarkdown = "markdown"
	formatJSON     = "json"
)

func (c *comparison) check() error {
	switch c.format {
	case formatText, formatMarkdown, formatJSON:
		return nil
	}
	return usagef("--format %s is not known: use %s, %s or %s", c.format, formatText, formatMarkdown, formatJSON)
}

// onlyWithBase refuses flags that mean nothing without --base.
func onlyWithBase(flags *pflag.FlagSet) error {
	for _, name := range []string{"format", "output", "allow-data-change"} {
		if flags.Changed(name) {
			return usagef("--%s belongs to --base: name the revision to compare with", name)
		}
	}
	return nil
}

// compare previews the working tree over a base and answers with a report.
func (a *app) compare(ctx context.Context, c comparison) error {
	if a.ui.json {
		c.format = formatJSON
	}
	if err := c.check(); err != nil {
		return err
	}
	in, err := a.previewOver(ctx, c)
	if err != nil {
		return err
	}
	report := preview.New(in)
	if err := a.deliver(report, c); err != nil {
		return err
	}
	return verdictError(report)
}

// previewOver makes the input of a report. What is wrong with the change itself
// is part of it, what is wrong with the call or the base is an error.
func (a *app) previewOver(ctx context.Context, c comparison) (preview.Input, error) {
	in := preview.Input{Target: a.target, Allowed: c.allowed}
	if _, err := a.check(toDeploy); err != nil {
		return in, err
	}
	if a.target == targetAzure {
		return a.previewOverAzure(ctx, c, in)
	}
	b, err := a.openBase(ctx, c.base)
	if err != nil {
		return in, err
	}
	head, err := a.headOf(ctx)
	if err != nil {
		return in, err
	}
	in.Base, in.Head = b.source, head
	if in.BaseViolations, in.Before, err = a.readBase(b); err != nil {
		return in, err
	}
	tools, err := a.obtain(ctx, false)
	if err != nil {
		in.Failure = &preview.Failure{Phase: "build", Message: err.Error()}
		return in, nil
	}
	err = a.previewHead(ctx, b, tools, &in)
	return in, err
}

// previewOverAzure previews the working tree over what is deployed in Azure, as
// it really stands.
func (a *app) previewOverAzure(ctx context.Context, c comparison, in preview.Input) (preview.Input, error) {
	revision, err := a.revisionOf(ctx, c.base)
	if err != nil {
		return in, err
	}
	in.Base = preview.Source{Ref: c.base, Revision: revision}
	if in.Head, err = a.headOf(ctx); err != nil {
		return in, err
	}
	w, err := a.open(ctx, toDeploy)
	if err != nil {
		return in, err
	}
	defer w.close()
	o := system.Options{Refresh: true}
	deps, err := w.deps(o)
	if err != nil {
		return in, err
	}
	if in.Changes, err = system.Preview(ctx, deps, system.ProductionTiers(), o); err != nil {
		return in, err
	}
	in.After, err = readGraph(w.policies.dir)
	return in, err
}

// headOf is the revision of the working tree.
func (a *app) headOf(ctx context.Context) (preview.Source, error) {
	revision, err := a.revisionOf(ctx, "HEAD")
	if err != nil {
		return preview.Source{}, err
	}
	changes, err := a.git(ctx, a.checkout, "status", "--porcelain")
	if err != nil {
		return preview.Source{}, err
	}
	if changes != "" {
		return preview.Source{Ref: "working tree", Revision: revision + "-modified"}, nil
	}
	return preview.Source{Ref: "HEAD", Revision: revision}, nil
}

// previewHead previews the working tree on a copy of the deployed base.
func (a *app) previewHead(ctx context.Context, b *base, tools *pulumi.Toolchain, in *preview.Input) error {
	scratch, err := a.scratch()
	if err != nil {
		return err
	}
	discard := func(err error) error { return errors.Join(err, os.RemoveAll(scratch)) }
	p, err := a.openPolicies(scratch)
	if err != nil {
		return discard(err)
	}
	if err := p.spare(filepath.Join(scratch, "policies.json")); err != nil {
		return discard(err)
	}
	home := filepath.Join(scratch, "home")
	workspace, err := (&pulumi.Workspace{Checkout: a.checkout, Home: b.home, Logs: a.home(logsDir)}).Clone(home)
	if err != nil {
		return discard(err)
	}
	state := filepath.Join(home, sandboxStateFile)
	if err := copyState(filepath.Join(b.home, sandboxStateFile), state); err != nil {
		return discard(err)
	}
	t, err := a.openCopy(ctx, state, p, tools, workspace, b.source.Revision)
	if err != nil {
		return discard(err)
	}
	deps := system.Deps{Engine: t.engine, Progress: t.progress, Judge: p.judge,
		// The copy is thrown away in any case: changes are applied to itself.
		Rehearse: func(context.Context) (system.Engine, func() error, error) {
			return t.engine, func() error { return nil }, nil
		}}
	in.Changes, err = system.Preview(ctx, deps, system.ProductionTiers(), system.Options{})
	if err != nil && ctx.Err() == nil {
		in.Failure = &preview.Failure{Phase: "preview", Message: err.Error(), Refused: errors.Is(err, system.ErrUnsafe)}
		err = nil
	}
	if err == nil {
		in.After, err = readGraph(p.dir)
	}
	return discard(errors.Join(err, t.close()))
}

func copyState(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// readBase reads what policies saw of the base.
func (a *app) readBase(b *base) ([]system.Violation, *rule.Graph, error) {
	p, err := a.policiesAt(b.records)
	if err != nil {
		return nil, nil, err
	}
	var all []system.Violation
	for _, stack := range system.ProductionTiers().Stacks() {
		violated, _, err := p.of(&pulumi.Result{Stack: stack})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, violated...)
	}
	byStack, err := p.judge(system.ProductionTiers().Stacks())
	if err != nil {
		return nil, nil, err
	}
	for _, stack := range system.ProductionTiers().Stacks() {
		all = append(all, byStack[stack]...)
	}
	g, err := readGraph(b.records)
	return all, g, err
}

// readGraph merges what was recorded of all stacks; it is nil when a stack was
// not recorded.
func readGraph(dir string) (*rule.Graph, error) {
	var resources []*rule.Resource
	for _, stack := range system.ProductionTiers().Stacks() {
		r, err := record.Read(dir, stack)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		resources = append(resources, r.Resources...)
	}
	return rule.NewGraph(resources, true), nil
}

// deliver writes the report in the format that was asked for, to the output or
// to a file that is written in one step.
func (a *app) deliver(report *preview.Report, c comparison) error {
	text, err := render(report, c.format)
	if err != nil {
		return err
	}
	if c.output == "" {
		return a.ui.raw(func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	}
	return writeFile(c.output, []byte(text))
}

func render(report *preview.Report, format string) (string, error) {
	switch format {
	case formatMarkdown:
		return report.Markdown()
	case formatJSON:
		raw, err := json.MarshalIndent(report, "", "  ")
		return string(raw) + "\n", err
	}
	return report.Text()
}

// verdictError is the error by which the command ends.
func verdictError(r *preview.Report) error {
	switch r.Verdict {
	case preview.Unsafe:
		var refusals []system.Refusal
		for _, reason := range r.Reasons {
			refusals = append(refusals, system.Refusal{Stack: "preview", Check: "verdict", Evidence: reason, Fix: "see the report"})
		}
		return &system.RefusedError{Refusals: refusals}
	case preview.Failed:
		return fmt.Errorf("the %s failed: %s", r.Failure.Phase, r.Failure.Message)
	}
	return nil
}
