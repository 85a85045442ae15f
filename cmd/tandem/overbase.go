package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// previewOver makes the input of a report. What is wrong with the call is an
// error; what is wrong with the change or the base is part of the report.
func (a *app) previewOver(ctx context.Context, c comparison) (*compared, error) {
	got := &compared{Input: preview.Input{Target: a.target, Allowed: c.allowed}, secrets: secretVariables(os.Environ())}
	_, misconfigured := a.check(toDeploy)
	revision, err := a.revisionOf(ctx, c.base)
	if err != nil {
		return nil, errors.Join(err, misconfigured)
	}
	if a.policyConfig != "" {
		if _, err := a.policiesAt(""); err != nil {
			return nil, errors.Join(err, misconfigured)
		}
	}
	got.Base = preview.Source{Ref: c.base, Revision: revision}
	if got.Head, err = a.headOf(ctx); err != nil {
		return nil, err
	}
	if misconfigured != nil {
		return got, got.fail(ctx, phaseConfiguration, misconfigured)
	}
	if a.target == targetAzure {
		return got, a.previewOverAzure(ctx, got)
	}
	return got, a.previewOverBase(ctx, got)
}

// previewOverBase previews the working tree over the base in a sandbox.
func (a *app) previewOverBase(ctx context.Context, got *compared) error {
	tools, err := a.obtain(ctx, true)
	if err != nil {
		return got.fail(ctx, phaseBuild, err)
	}
	b, err := a.openBase(ctx, got.Base, tools)
	if err != nil {
		return got.fail(ctx, phaseBase, err)
	}
	if got.BaseViolations, got.Before, err = a.readBase(b); err != nil {
		return fmt.Errorf("the base in the cache cannot be read: remove %s, and run the command again: %w", filepath.Dir(b.home), err)
	}
	got.secrets = append(got.secrets, secretsOf(got.Before)...)
	if tools, err = a.obtain(ctx, false); err != nil {
		return got.fail(ctx, phaseBuild, err)
	}
	return a.previewHead(ctx, b, tools, got)
}

// headOf is the revision of the working tree.
func (a *app) headOf(ctx context.Context) (preview.Source, error) {
	revision, err := a.revisionOf(ctx, "HEAD")
	if err != nil {
		return preview.Source{}, err
	}
	changes, err := a.git(ctx, nil, "status", "--porcelain")
	if err != nil {
		return preview.Source{}, err
	}
	if changes != "" {
		return preview.Source{Ref: "working tree", Revision: revision + "-modified"}, nil
	}
	return preview.Source{Ref: "HEAD", Revision: revision}, nil
}

// previewHead previews the working tree on a copy of the deployed base.
func (a *app) previewHead(ctx context.Context, b *base, tools *pulumi.Toolchain, got *compared) (err error) {
	scratch, err := a.scratch()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	p, err := a.openPolicies(scratch)
	if err != nil {
		return err
	}
	if err := p.spare(filepath.Join(scratch, "policies.json")); err != nil {
		return err
	}
	home := filepath.Join(scratch, "home")
	workspace, err := (&pulumi.Workspace{Checkout: a.checkout, Home: b.home, Logs: a.home(logsDir)}).Clone(home)
	if err != nil {
		return err
	}
	state := filepath.Join(home, sandboxStateFile)
	if err := copyState(filepath.Join(b.home, sandboxStateFile), state); err != nil {
		return err
	}
	t, err := a.openCopy(ctx, state, p, tools, workspace, b.source.Revision)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	got.secrets = append(got.secrets, secretVariables(environ(t.sandbox.Env()))...)
	deps := system.Deps{Engine: t.engine, Progress: t.progress, Judge: p.judge, Beyond: true,
		// The copy is thrown away in any case: changes are applied to itself.
		Rehearse: func(context.Context) (system.Engine, func() error, error) {
			return t.engine, func() error { return nil }, nil
		}}
	return a.previewInto(ctx, deps, system.Options{}, p, got)
}

// previewInto previews all stacks and takes what was seen, also of a preview that
// failed on the way.
func (a *app) previewInto(ctx context.Context, deps system.Deps, o system.Options, p *policies, got *compared) error {
	var failed, err error
	got.Changes, failed = system.Preview(ctx, deps, system.ProductionTiers(), o)
	if failed != nil {
		if err := got.fail(ctx, phasePreview, failed); err != nil {
			return err
		}
	}
	if got.After, err = readGraph(p.dir); err != nil {
		return err
	}
	got.secrets = append(got.secrets, secretsOf(got.After)...)
	if failed != nil {
		got.After = nil
	}
	return nil
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

// readBase reads what policies saw of the base. The base's exemptions hold for it,
// unless they have run out since.
func (a *app) readBase(b *base) ([]system.Violation, *rule.Graph, error) {
	p, err := a.policiesAt(b.records)
	if err != nil {
		return nil, nil, err
	}
	if p.exemptions, err = exempt.Load(filepath.Join(b.checkout, "policy", "exemptions.yaml"), rules.All(), time.Now()); err != nil {
		p.exemptions = nil
	}
	stacks := system.ProductionTiers().Stacks()
	var all []system.Violation
	for _, stack := range stacks {
		violated, _, err := p.of(&pulumi.Result{Stack: stack})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, violated...)
	}
	byStack, err := p.judge(stacks)
	if err != nil {
		// The only fault of a base that was recorded: exemptions without a use.
		p.exemptions = nil
		if byStack, err = p.judge(stacks); err != nil {
			return nil, nil, err
		}
	}
	for _, stack := range stacks {
		all = append(all, byStack[stack]...)
	}
	g, err := readGraph(b.records)
	return all, g, err
}

// readGraph merges what was recorded of all stacks; whole is false when one was
// not recorded, and the graph is nil when none was.
func readGraph(dir string) (*rule.Graph, error) {
	var resources []*rule.Resource
	whole := true
	for _, stack := range system.ProductionTiers().Stacks() {
		r, err := record.Read(dir, stack)
		if errors.Is(err, fs.ErrNotExist) {
			whole = false
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("what policies saw of stack %s: %w", stack, err)
		}
		resources = append(resources, r.Resources...)
	}
	if len(resources) == 0 {
		return nil, nil
	}
	return rule.NewGraph(resources, whole), nil
}
