package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	sources  string // the repository's files
	checkout string // the folder of the program in them
	home     string // state of the sandbox and of Pulumi
	records  string // what the policy pack saw
}

// hash is the full name of a commit, by SHA-1 or SHA-256.
var hash = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// revisionOf resolves a reference of the checkout's repository to one commit.
func (a *app) revisionOf(ctx context.Context, ref string) (string, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return "", fmt.Errorf("preview --base reads revisions with git, which is not on PATH: install it, or preview without --base")
	}
	out, err := a.git(ctx, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	var exit *exec.ExitError
	switch {
	case err == nil && hash.MatchString(strings.TrimSpace(out)):
		return strings.TrimSpace(out), nil
	case err == nil:
		return "", usagef("--base %s is no single commit: name a branch, a tag or a commit", ref)
	case !errors.As(err, &exit) || ctx.Err() != nil:
		return "", err
	case len(bytes.TrimSpace(exit.Stderr)) > 0:
		return "", usagef("--base %s cannot be read in %s: %s", ref, a.checkout, bytes.TrimSpace(exit.Stderr))
	}
	if a.isShallow(ctx) {
		return "", usagef("--base %s names no commit of the repository in %s, which is a shallow clone: fetch all of it (git fetch --unshallow; in a pipeline fetch-depth: 0), or at least that commit", ref, a.checkout)
	}
	return "", usagef("--base %s names no commit of the repository in %s: fetch it (git fetch origin %s), or name another", ref, a.checkout, ref)
}

// isShallow reports whether the clone's history is cut off somewhere.
func (a *app) isShallow(ctx context.Context) bool {
	out, err := a.git(ctx, nil, "rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(out) == "true"
}

// ahead says whether the base has commits that the working tree's revision lacks:
// what they did shows as undone. "" is that it has none.
func (a *app) ahead(ctx context.Context, base, head string) (string, error) {
	out, err := a.git(ctx, nil, "rev-list", "--count", base, "^"+head)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSpace(out))
	switch {
	case err != nil:
		return "", fmt.Errorf("git rev-list: %w", err)
	case n == 0:
		return "", nil
	case a.isShallow(ctx):
		return "in this shallow clone it cannot be told whether the working tree holds all that the base does; what it lacks shows as undone: fetch all of the history (in a pipeline fetch-depth: 0)", nil
	}
	return fmt.Sprintf("commits of the base that the working tree lacks: %d; what they did shows as undone: merge the base, or compare with the common ancestor (git merge-base)", n), nil
}

// newRules says which sources of the policies are not the base's; "" is that none is.
// Both sides are judged by the working tree's, so that a rule that it drops is missed
// by nobody else.
func (a *app) newRules(ctx context.Context, base string) (string, error) {
	paths := []string{"-z", "--", "policy", ":(exclude)policy/exemptions.yaml", ":(exclude)policy/docs", ":(exclude,glob)policy/**/testdata/**", ":(exclude,glob)policy/**/*_test.go"}
	changed, err := a.git(ctx, nil, append([]string{"diff", "--name-only", "--relative", base}, paths...)...)
	if err != nil {
		return "", err
	}
	added, err := a.git(ctx, nil, append([]string{"ls-files", "--others", "--exclude-standard"}, paths...)...)
	if err != nil {
		return "", err
	}
	files := strings.FieldsFunc(changed+added, func(r rune) bool { return r == 0 })
	switch len(files) {
	case 0:
		return "", nil
	case 1:
		return "the policies themselves change: " + files[0] + "; both sides were judged by those of the working tree", nil
	}
	return fmt.Sprintf("the policies themselves change: %s and %d more; both sides were judged by those of the working tree", files[0], len(files)-1), nil
}

// ownVariables are what git sets for its hooks, and what would lead it to another
// repository than the checkout's.
var ownVariables = []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}

// git runs git in the checkout, with more variables, and returns what it wrote. The
// error is an [*exec.ExitError] with git's complaint.
func (a *app) git(ctx context.Context, environ []string, args ...string) (string, error) {
	// Without optional locks the working tree's index is not written either.
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-optional-locks", "-C", a.checkout}, args...)...)
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); !slices.Contains(ownVariables, name) {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(cmd.Env, environ...)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return "", fmt.Errorf("git %s: %w: %s", args[0], err, bytes.TrimSpace(exit.Stderr))
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return string(out), nil
}

// openBase finds the base in the cache, or builds and deploys it.
func (a *app) openBase(ctx context.Context, source preview.Source, tools *pulumi.Toolchain) (*base, error) {
	prefix, err := a.git(ctx, nil, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	prefix = strings.TrimSuffix(prefix, "\n")
	key, err := a.baseKey(source.Revision, prefix, tools)
	if err != nil {
		return nil, err
	}
	shelf := filepath.Join(a.cacheDir, "base")
	root := filepath.Join(shelf, source.Revision[:12]+"-"+key)
	b := newBase(root, prefix, source)
	if exists(root) {
		now := time.Now()
		_ = os.Chtimes(root, now, now) // in use: others are removed before it
		return b, nil
	}
	if err := os.MkdirAll(shelf, 0o700); err != nil {
		return nil, err
	}
	defer pruneBases(shelf)
	draft, err := os.MkdirTemp(shelf, fmt.Sprintf("%s%d-", draftPrefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	err = a.deployBase(ctx, newBase(draft, prefix, source), tools)
	if err == nil {
		// Another process may have been faster; its base is as good.
		if err = os.Rename(draft, root); err != nil && exists(root) {
			err = nil
		}
	}
	return b, errors.Join(err, os.RemoveAll(draft))
}

// baseKey tells apart what deploys a revision in different ways: this command, in
// which the sandbox is, the tools that it runs, and what policies are told.
func (a *app) baseKey(revision, prefix string, tools *pulumi.Toolchain) (string, error) {
	sum := sha256.New()
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	files := []string{self}
	if a.policyConfig != "" {
		files = append(files, a.policyConfig)
	}
	for _, file := range files {
		if err := feed(sum, file); err != nil {
			return "", err
		}
	}
	sum.Write([]byte(strings.Join([]string{"", revision, prefix, tools.CLI, tools.PluginDir, tools.PolicyPack}, "\x00"))) // a hash's Write never fails
	return hex.EncodeToString(sum.Sum(nil)[:6]), nil
}

// feed writes a file's content.
func feed(to io.Writer, file string) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(to, f)
	return err
}

const (
	// keptBases is how many bases stay in the cache.
	keptBases = 5
	// draftPrefix begins the folder of a base that is being deployed, before the
	// number of the process that does it.
	draftPrefix = "draft-"
)

// pruneBases removes all but the bases that were used last, and what processes left
// that ended on the way. What cannot be removed stays: the cache is only larger
// for it.
func pruneBases(shelf string) {
	entries, err := os.ReadDir(shelf)
	if err != nil {
		return
	}
	used := map[string]time.Time{}
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(e.Name(), draftPrefix); ok {
			pid, _, _ := strings.Cut(rest, "-")
			if n, err := strconv.Atoi(pid); err != nil || !alive(n) {
				_ = os.RemoveAll(filepath.Join(shelf, e.Name()))
			}
			continue
		}
		if info, err := e.Info(); err == nil {
			used[e.Name()] = info.ModTime()
		}
	}
	names := slices.SortedFunc(maps.Keys(used), func(a, b string) int { return used[b].Compare(used[a]) })
	for _, name := range names[min(keptBases, len(names)):] {
		_ = os.RemoveAll(filepath.Join(shelf, name))
	}
}

func newBase(root, prefix string, source preview.Source) *base {
	return &base{source: source, sources: filepath.Join(root, "sources"), checkout: filepath.Join(root, "sources", prefix),
		home: filepath.Join(root, "home"), records: filepath.Join(root, "records")}
}

// extract writes the base's files. It uses an index of its own, so that neither the
// working tree nor its index is touched, and works in shallow clones.
func (a *app) extract(ctx context.Context, b *base) error {
	if err := os.MkdirAll(b.sources, 0o700); err != nil {
		return err
	}
	index := []string{"GIT_INDEX_FILE=" + b.sources + ".index"}
	if _, err := a.git(ctx, index, "read-tree", b.source.Revision); err != nil {
		return err
	}
	top, err := a.git(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	_, err = a.git(ctx, index, "-C", strings.TrimSuffix(top, "\n"), "checkout-index", "--all", "--prefix="+b.sources+"/")
	return err
}

// deployBase checks the base out and deploys its program with the working tree's tools,
// without asking what policies say: they are compared later.
func (a *app) deployBase(ctx context.Context, b *base, tools *pulumi.Toolchain) error {
	a.ui.say("base %s: deploying it into a sandbox of its own", b.source.Revision[:12])
	if err := a.extract(ctx, b); err != nil {
		return err
	}
	if _, err := settings.LoadDir(b.checkout); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	tools, err := a.withProgram(ctx, tools, b.checkout)
	if err != nil {
		return err
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
	t, err := a.openCopy(ctx, filepath.Join(b.home, sandboxStateFile), p, tools, &pulumi.Workspace{Checkout: b.checkout, Home: b.home, Logs: filepath.Join(b.home, logsDir)}, b.source.Revision)
	if err != nil {
		return err
	}
	_, err = system.Apply(ctx, system.Deps{Engine: t.engine, Progress: t.progress}, system.ProductionTiers(), system.Options{})
	return errors.Join(err, t.close())
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
	w := &workplace{target: copied, policies: p, progress: newProgress(a.ui), revision: revision}
	workspace.Toolchain, workspace.Abort = tools, a.abort
	workspace.Env = w.environment(s.Env())
	// Whoever's program this is, it has no use for the caller's secrets. Pulumi's own
	// variables and those of Azure are kept from it in any case.
	for _, name := range secretHolders(os.Environ()) {
		if _, ours := workspace.Env[name]; !ours && !strings.HasPrefix(name, "PULUMI_") {
			workspace.Env[name] = ""
		}
	}
	workspace.Secrets = keptFromLogs(workspace.Env)
	return &throwAway{engine: w.engine(workspace, arm), progress: w.progress, sandbox: s}, nil
}
