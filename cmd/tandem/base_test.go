package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
)

func gitIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.TrimSpace(string(out))
}

// TestABaseIsTakenFromAnyClone reads a revision from a clone, a shallow one, a
// worktree and a folder inside a repository, while git's own variables, as a hook has
// them, lead elsewhere. The working tree and its index stay as they are.
func TestABaseIsTakenFromAnyClone(t *testing.T) {
	root := t.TempDir()
	origin := filepath.Join(root, "origin")
	require.NoError(t, os.MkdirAll(filepath.Join(origin, "deep"), 0o755))
	gitIn(t, origin, "init", "--quiet")
	for _, text := range []string{"base", "head"} {
		require.NoError(t, os.WriteFile(filepath.Join(origin, "top"), []byte(text), 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(origin, "deep", "file"), []byte(text), 0o644))
		gitIn(t, origin, "add", "--all")
		gitIn(t, origin, "commit", "--quiet", "--message", text)
	}
	shallow, worktree := filepath.Join(root, "shallow"), filepath.Join(root, "worktree")
	gitIn(t, root, "clone", "--quiet", "--depth", "2", "file://"+origin, shallow)
	gitIn(t, origin, "worktree", "add", "--quiet", "--detach", worktree)
	t.Setenv("GIT_DIR", filepath.Join(root, "elsewhere"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(root, "elsewhere", "index"))
	for _, checkout := range []string{origin, shallow, worktree, filepath.Join(origin, "deep")} {
		a := &app{checkout: checkout}
		revision, err := a.revisionOf(t.Context(), "HEAD^1")
		require.NoError(t, err)
		b := newBase(t.TempDir(), "deep/", preview.Source{Revision: revision})
		require.NoError(t, a.extract(t.Context(), b))
		for _, file := range []string{filepath.Join(b.sources, "top"), filepath.Join(b.checkout, "file")} {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, "base", string(text))
		}
		head, err := a.headOf(t.Context())
		require.NoError(t, err)
		require.Equal(t, "HEAD", head.Ref, "the working tree of %s was touched", checkout)
	}
}

// commits is a repository with a commit for each text, and the app of its folder.
func commits(t *testing.T, texts ...string) (*app, string) {
	t.Helper()
	dir := t.TempDir()
	gitIn(t, dir, "init", "--quiet", "--initial-branch=main")
	for _, text := range texts {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), []byte(text), 0o644))
		gitIn(t, dir, "add", "--all")
		gitIn(t, dir, "commit", "--quiet", "--message", text)
	}
	return &app{checkout: dir}, dir
}

// TestWhateverNamesACommitIsABase resolves tags, remote branches and the like, and
// refuses what is more or less than one commit.
func TestWhateverNamesACommitIsABase(t *testing.T) {
	_, origin := commits(t, "one", "two")
	gitIn(t, origin, "tag", "light", "HEAD^")
	gitIn(t, origin, "tag", "--annotate", "--message", "m", "heavy", "HEAD^")
	dir := filepath.Join(t.TempDir(), "clone")
	gitIn(t, origin, "clone", "--quiet", "file://"+origin, dir)
	a := &app{checkout: dir}
	want := gitIn(t, dir, "rev-parse", "HEAD^")
	for _, ref := range []string{"light", "heavy", "refs/tags/heavy", "heavy^{}", "origin/main^", "HEAD~1", "@~1", want, want[:10]} {
		got, err := a.revisionOf(t.Context(), ref)
		require.NoError(t, err, ref)
		require.Equal(t, want, got, ref)
	}
	for _, ref := range []string{"^HEAD", "HEAD^..HEAD", "HEAD HEAD", "--all", "-x", "HEAD:file", "HEAD^{tree}", "", "@{", ":/", "a\nb", "file"} {
		_, err := a.revisionOf(t.Context(), ref)
		require.Equal(t, exitUsage, exitCode(err), "%q: %v", ref, err)
	}
}

// TestAShallowCloneSaysWhatToFetch is about clones without the base, or without the
// way to it.
func TestAShallowCloneSaysWhatToFetch(t *testing.T) {
	_, origin := commits(t, "one", "two", "three")
	gitIn(t, origin, "branch", "base", "HEAD~1")
	dir := filepath.Join(t.TempDir(), "clone")
	gitIn(t, origin, "clone", "--quiet", "--depth", "1", "--no-single-branch", "file://"+origin, dir)
	a := &app{checkout: dir}
	_, err := a.revisionOf(t.Context(), "HEAD^1")
	require.Equal(t, exitUsage, exitCode(err))
	require.ErrorContains(t, err, "shallow clone")
	require.ErrorContains(t, err, "fetch-depth: 0")

	revision, err := a.revisionOf(t.Context(), "origin/base")
	require.NoError(t, err)
	ahead, err := a.ahead(t.Context(), revision, "HEAD")
	require.NoError(t, err)
	require.Contains(t, ahead, "fetch-depth: 0")
}

// TestABaseThatIsAheadIsTold is about commits that would show as undone.
func TestABaseThatIsAheadIsTold(t *testing.T) {
	a, dir := commits(t, "one", "two", "three")
	ahead, err := a.ahead(t.Context(), gitIn(t, dir, "rev-parse", "HEAD^"), "HEAD")
	require.NoError(t, err)
	require.Empty(t, ahead)
	gitIn(t, dir, "branch", "main-has-moved")
	gitIn(t, dir, "reset", "--quiet", "--hard", "HEAD~2")
	ahead, err = a.ahead(t.Context(), gitIn(t, dir, "rev-parse", "main-has-moved"), "HEAD")
	require.NoError(t, err)
	require.Contains(t, ahead, "commits of the base that the working tree lacks: 2; what they did shows as undone")
}

// TestUntrackedFilesAreAChange also wants the index to stay as it is.
func TestUntrackedFilesAreAChange(t *testing.T) {
	a, dir := commits(t, "one")
	gitIn(t, dir, "config", "status.showUntrackedFiles", "no")
	index := filepath.Join(dir, ".git", "index")
	before, err := os.ReadFile(index)
	require.NoError(t, err)
	later := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "file"), later, later))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "more.go"), nil, 0o644))
	head, err := a.headOf(t.Context())
	require.NoError(t, err)
	require.Equal(t, "working tree", head.Ref)
	after, err := os.ReadFile(index)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// TestABaseHoldsWhatItsRevisionHolds has links that lead out, a submodule, and files
// that are ignored: nothing is followed, and nothing of the working tree gets in.
func TestABaseHoldsWhatItsRevisionHolds(t *testing.T) {
	a, dir := commits(t, "one")
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.Mkdir(outside, 0o755))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("ignored\n"), 0o644))
	gitIn(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+gitIn(t, dir, "rev-parse", "HEAD")+",module")
	gitIn(t, dir, "add", "link", ".gitignore")
	gitIn(t, dir, "commit", "--quiet", "--message", "odd things")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ignored"), nil, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "untracked"), nil, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), []byte("edited"), 0o644))

	revision, err := a.revisionOf(t.Context(), "HEAD")
	require.NoError(t, err)
	b := newBase(t.TempDir(), "", preview.Source{Revision: revision})
	require.NoError(t, a.extract(t.Context(), b))
	text, err := os.ReadFile(filepath.Join(b.sources, "file"))
	require.NoError(t, err)
	require.Equal(t, "one", string(text))
	target, err := os.Readlink(filepath.Join(b.sources, "link"))
	require.NoError(t, err)
	require.Equal(t, outside, target)
	for _, name := range []string{"ignored", "untracked", "module/file"} {
		require.NoFileExists(t, filepath.Join(b.sources, name))
	}
	left, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.Empty(t, left)
	info, err := os.Stat(b.sources)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

// TestPoliciesThatChangeAreTold is about rules that the change itself drops or adds.
func TestPoliciesThatChangeAreTold(t *testing.T) {
	a, dir := commits(t, "one")
	for _, name := range []string{"policy/rules/a.go", "policy/rules/a_test.go", "policy/rules/testdata/x/a.yaml", "policy/exemptions.yaml", "policy/docs/a.md"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	gitIn(t, dir, "add", "--all")
	gitIn(t, dir, "commit", "--quiet", "--message", "policies")
	base := gitIn(t, dir, "rev-parse", "HEAD")
	for _, name := range []string{"policy/rules/a_test.go", "policy/rules/testdata/x/a.yaml", "policy/exemptions.yaml", "policy/docs/a.md"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("edited"), 0o644))
	}
	said, err := a.newRules(t.Context(), base)
	require.NoError(t, err)
	require.Empty(t, said)
	require.NoError(t, os.Remove(filepath.Join(dir, "policy/rules/a.go")))
	said, err = a.newRules(t.Context(), base)
	require.NoError(t, err)
	require.Equal(t, "the policies themselves change: policy/rules/a.go; both sides were judged by those of the working tree", said)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "policy/rules/b.go"), nil, 0o644))
	said, err = a.newRules(t.Context(), base)
	require.NoError(t, err)
	require.Contains(t, said, "policy/rules/a.go and 1 more")
}

// TestProgramsInASandboxGetNoSecrets is about the variables of whoever previews, or
// of the pipeline that does.
func TestProgramsInASandboxGetNoSecrets(t *testing.T) {
	for name, value := range map[string]string{"GITHUB_TOKEN": "token-of-the-caller", "PULUMI_CONFIG_PASSPHRASE": "phrase-of-the-caller", "ARM_CLIENT_SECRET": "secret-of-the-caller",
		"HTTPS_PROXY": "http://me:password-of-the-caller@proxy.example:3128", "HARMLESS": "https://me@proxy.example/shown"} {
		t.Setenv(name, value)
	}
	home := t.TempDir()
	a := &app{ui: newUI(io.Discard, io.Discard), target: targetSandbox}
	w := &pulumi.Workspace{Home: home, Logs: filepath.Join(home, "logs")}
	c, err := a.openCopy(t.Context(), filepath.Join(home, sandboxStateFile), &policies{dir: home}, &pulumi.Toolchain{}, w, "r")
	require.NoError(t, err)
	defer func() { require.NoError(t, c.close()) }()
	require.Contains(t, w.Env, "GITHUB_TOKEN")
	require.Empty(t, w.Env["GITHUB_TOKEN"])
	require.Contains(t, w.Env, "HTTPS_PROXY")
	require.Empty(t, w.Env["HTTPS_PROXY"])
	require.NotContains(t, w.Env, "HARMLESS")
	require.NotContains(t, w.Env, "PULUMI_CONFIG_PASSPHRASE", "to set it empty would be another passphrase")
	require.NotEmpty(t, w.Env["ARM_CLIENT_SECRET"], "the sandbox's")
	require.NotEqual(t, "secret-of-the-caller", w.Env["ARM_CLIENT_SECRET"])
	require.Subset(t, w.Secrets, []string{"token-of-the-caller", "password-of-the-caller"})
	require.Contains(t, w.Secrets, w.Env["ARM_CLIENT_SECRET"])
}
