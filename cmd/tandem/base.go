package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/sandbox"
)

// base is the system at an earlier revision, deployed into a sandbox of its own
// and kept in the cache.
type base struct {
	source   preview.Source
	checkout string // the sources
	home     string // state of the sandbox and of Pulumi
	records  string // what the policy pack saw
}

// revisionOf resolves a reference of the checkout's repository.
func (a *app) revisionOf(ctx context.Context, ref string) (string, error) {
	out, err := a.git(ctx, a.checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return "", usagef("--base %s names no commit of the repository in %s: fetch it (git fetch origin %s), or name another", ref, a.checkout, ref)
	}
	return strings.TrimSpace(out), nil
}

func (a *app) git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return string(out), nil
}

// openBase finds the base in the cache, or builds and deploys it.
func (a *app) openBase(ctx context.Context, ref string) (*base, error) {
	revision, err := a.revisionOf(ctx, ref)
	if err != nil {
		return nil, err
	}
	tools, err := a.obtain(ctx, true)
	if err != nil {
		return nil, err
	}
	var config []byte
	if a.policyConfig != "" {
		if config, err = os.ReadFile(a.policyConfig); err != nil {
			return nil, usagef("policy config: %w", err)
		}
	}
	key := sha256.Sum256([]byte(strings.Join([]string{revision, tools.CLI, tools.PluginDir, tools.PolicyPack, string(config)}, "\x00")))
	root := filepath.Join(a.cacheDir, "base", revision[:12]+"-"+hex.EncodeToString(key[:6]))
	b := newBase(root, preview.Source{Ref: ref, Revision: revision})
	if exists(root) {
		return b, nil
	}
	if err := os.MkdirAll(filepath.Dir(root), 0o700); err != nil {
		return nil, err
	}
	draft, err := os.MkdirTemp(filepath.Dir(root), "draft-")
	if err != nil {
		return nil, err
	}
	err = a.deployBase(ctx, newBase(draft, b.source))
	if err == nil {
		// Another process may have been faster; its base is as good.
		if err = os.Rename(draft, root); err != nil && exists(root) {
			err = nil
		}
		pruneBases(filepath.Dir(root))
	}
	return b, errors.Join(err, os.RemoveAll(draft))
}

// keptBases is how many bases stay in the cache.
const keptBases = 5

// pruneBases removes all but the newest bases. What cannot be removed stays: the
// cache is only larger for it.
func pruneBases(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	made := map[string]time.Time{}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			made[e.Name()] = info.ModTime()
		}
	}
	names := slices.SortedFunc(maps.Keys(made), func(a, b string) int { return made[b].Compare(made[a]) })
	for _, name := range names[min(keptBases, len(names)):] {
		_ = os.RemoveAll(filepath.Join(dir, name))
	}
}

func newBase(root string, source preview.Source) *base {
	return &base{source: source, checkout: filepath.Join(root, "checkout"), home: filepath.Join(root, "home"), records: filepath.Join(root, "records")}
}

// deployBase checks the base out and deploys it, without asking what policies
// say: they are compared later.
func (a *app) deployBase(ctx context.Context, b *base) error {
	a.ui.say("base %s: deploying it into a sandbox of its own", b.source.Revision[:12])
	if _, err := a.git(ctx, a.checkout, "clone", "--quiet", "--shared", "--no-checkout", ".", b.checkout); err != nil {
		return err
	}
	if _, err := a.git(ctx, b.checkout, "checkout", "--quiet", "--detach", b.source.Revision); err != nil {
		return err
	}
	if _, err := settings.LoadDir(b.checkout); err != nil {
		return fmt.Errorf("configuration of the base: %w", err)
	}
	tools, err := a.obtainFor(ctx, b.checkout)
	if err != nil {
		return fmt.Errorf("base %s: %w", b.source.Revision[:12], err)
	}
	if err := os.MkdirAll(b.records, 0o700); err != nil {
		return err
	}
	p, err := a.policiesAt(b.records)
	if err != nil {
		return err
	}
	if err := p.spare(filepath.Join(b.home, "policies.json")); err != nil {
		return err
	}
	t, err := a.openCopy(ctx, filepath.Join(b.home, sandboxStateFile), p, tools, &pulumi.Workspace{Checkout: b.checkout, Home: b.home, Logs: filepath.Join(b.home, logsDir), Disposable: true}, b.source.Revision)
	if err != nil {
		return err
	}
	_, err = system.Apply(ctx, system.Deps{Engine: t.engine, Progress: t.progress}, system.ProductionTiers(), system.Options{})
	if err != nil {
		err = fmt.Errorf("base %s: %w", b.source.Revision[:12], err)
	}
	return errors.Join(err, t.close())
}

// obtainFor is obtain for the program of another checkout.
func (a *app) obtainFor(ctx context.Context, checkout string) (*pulumi.Toolchain, error) {
	other := *a
	other.checkout, other.module = checkout, a.checkout
	return other.obtain(ctx, false)
}

// throwAway is an engine on a sandbox that nobody else uses.
type throwAway struct {
	engine   *engine
	progress *progress
	sandbox  *sandbox.Sandbox
}

func (t *throwAway) close() error { return t.sandbox.Close() }

// openCopy starts a sandbox on a state file and an engine on both. Resources are
// tagged with a given revision, so that two revisions differ by what they deploy only.
func (a *app) openCopy(ctx context.Context, state string, p *policies, tools *pulumi.Toolchain, workspace *pulumi.Workspace, revision string) (*throwAway, error) {
	for _, dir := range []string{filepath.Dir(state), workspace.Logs} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	s, err := sandbox.Start(context.WithoutCancel(ctx), sandbox.Options{StatePath: state})
	if err != nil {
		return nil, err
	}
	copied := &target{app: a, env: s.Env()}
	arm, err := armrest.New(copied.getenv)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	w := &workplace{target: copied, policies: p, progress: newProgress(a.ui)}
	workspace.Toolchain, workspace.Abort = tools, a.abort
	workspace.Env = w.environment(s.Env())
	workspace.Env["TANDEM_REVISION"] = revision
	return &throwAway{engine: w.engine(workspace, arm), progress: w.progress, sandbox: s}, nil
}
