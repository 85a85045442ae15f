package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
