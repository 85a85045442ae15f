package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rules"
)

// previewOver makes the input of a report. What is wrong with the call is an
// error; what is wrong with the change or the base is part of the report.
func (a *app) previewOver(ctx context.Context, c comparison) (*compared, error) {
	got := &compared{Input: preview.Input{Target: a.target, Allowed: c.allowed}, secrets: secretVariables(os.Environ())}
	all, misconfigured := a.check(toDeploy)
	if all != nil {
		got.lifting = lifting(all)
	}
	if _, err := a.exemptions(); err != nil {
		misconfigured = errors.Join(misconfigured, err)
	}
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
	ahead, err := a.ahead(ctx, revision, "HEAD")
	if err != nil {
		return nil, err
	}
	changed, err := a.newRules(ctx, revision)
	if err != nil {
		return nil, err
	}
	got.Remarks = slices.DeleteFunc([]string{ahead, changed}, func(remark string) bool { return remark == "" })
	if misconfigured != nil {
		return got, got.fail(ctx, phaseConfiguration, misconfigured)
	}
	over := a.previewOverBase
	if a.target == targetAzure {
		over = a.previewOverAzure
	}
	if err := over(ctx, got); err != nil {
		// Something of this machine has failed: the pull request has to learn of that, too.
		return got, got.fail(ctx, phasePreview, errors.Join(got.cause, err))
	}
	return got, nil
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
	if err := a.readBase(ctx, b, got); err != nil {
		return got.fail(ctx, phaseBase, fmt.Errorf("the base in the cache cannot be read: remove %s, and run the command again: %w", filepath.Dir(b.home), err))
	}
	got.secrets = append(got.secrets, secretsOf(got.Before)...)
	if tools, err = a.withProgram(ctx, tools, a.checkout); err != nil {
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
	changes, err := a.git(ctx, nil, "status", "--porcelain", "--untracked-files=normal")
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
	deps := system.Deps{Engine: t.engine, Progress: t.progress, Judge: p.judge, Beyond: true, Lifting: got.lifting,
		// The copy is thrown away in any case: changes are applied to itself.
		Rehearse: func(context.Context) (system.Engine, func() error, error) {
			return rehearsing{t.engine}, func() error { return nil }, nil
		}}
	return a.previewInto(ctx, deps, system.Options{}, p, got)
}

// previewInto previews all stacks and takes what was seen, also of a preview that
// failed on the way.
func (a *app) previewInto(ctx context.Context, deps system.Deps, o system.Options, p *policies, got *compared) error {
	var failed error
	// Names that would allow nothing are found when all was seen: they may be data's.
	o.AllowLocks, o.AnyAllowed = got.Allowed, true
	got.Changes, failed = system.Preview(ctx, deps, system.ProductionTiers(), o)
	if failed != nil {
		if err := got.fail(ctx, phasePreview, failed); err != nil {
			return err
		}
	}
	seen, err := p.verdicts(system.ProductionTiers().Stacks())
	if err != nil {
		return err
	}
	got.secrets = append(got.secrets, secretsOf(seen.graph)...)
	if failed != nil {
		return nil
	}
	if got.Seen() {
		for _, c := range got.Changes {
			c.NotYetKnown = append(c.NotYetKnown, seen.overAll.waits[c.Stack]...)
		}
	}
	got.After, got.Exempted = seen.graph, seen.accepted
	return nil
}

// rehearsing keeps what a preview has seen of a stack that then cannot be applied:
// the engine forgets it before it runs.
type rehearsing struct{ *engine }

// Up implements [system.Engine].
func (r rehearsing) Up(ctx context.Context, stack string, o system.Options) (*system.Change, error) {
	file := record.Path(r.policies.dir, stack)
	seen, unread := os.ReadFile(file)
	c, err := r.engine.Up(ctx, stack, o)
	if err != nil && unread == nil {
		err = errors.Join(err, writeFile(file, seen))
	}
	return c, err
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
func (a *app) readBase(ctx context.Context, b *base, got *compared) error {
	p, err := a.policiesAt(b.records)
	if err != nil {
		return err
	}
	p.exemptions = a.exemptionsOf(ctx, b.source.Revision)
	seen, err := p.verdicts(system.ProductionTiers().Stacks())
	if err != nil {
		return err
	}
	got.Before, got.BaseViolations, got.BaseExempted, got.BaseNotYetKnown = seen.graph, seen.violated, seen.accepted, seen.waits
	return nil
}

// exemptionsOf are the exemptions of another revision, as far as they hold now.
func (a *app) exemptionsOf(ctx context.Context, revision string) *exempt.List {
	file := revision + ":./policy/exemptions.yaml"
	raw, err := a.git(ctx, nil, "cat-file", "blob", file)
	if err != nil {
		return nil
	}
	return exempt.Holding(file, []byte(raw), rules.All(), time.Now())
}
