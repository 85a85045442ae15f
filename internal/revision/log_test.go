package revision_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/revision"
)

func TestBetween(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	git := func(args ...string) string {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return strings.TrimSpace(string(out))
	}
	commit := func(subject string) string {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "f"), []byte(subject), 0o600))
		git("add", ".")
		git("commit", "-q", "-m", subject)
		return git("rev-parse", "HEAD")
	}
	_, ok := revision.Resolve(t.Context(), dir, "HEAD")
	require.False(t, ok, "no repository")
	git("init", "-q", "-b", "main")
	first, second, third := commit("first"), commit("second: with\ta tab"), commit("third")

	hash, ok := revision.Resolve(t.Context(), dir, "HEAD~2")
	require.True(t, ok)
	require.Equal(t, first, hash)
	for _, wrong := range []string{"nowhere", "--all", ""} {
		_, ok = revision.Resolve(t.Context(), dir, wrong)
		require.False(t, ok, wrong)
	}

	added, removed, err := revision.Between(t.Context(), dir, first, revision.Mark(third))
	require.NoError(t, err)
	require.Empty(t, removed)
	require.Equal(t, []string{third, second}, []string{added[0].Hash, added[1].Hash})
	require.Equal(t, "second: with\ta tab", added[1].Subject)
	require.False(t, added[0].Time.IsZero())

	added, removed, err = revision.Between(t.Context(), dir, third, first)
	require.NoError(t, err)
	require.Empty(t, added)
	require.Len(t, removed, 2, "taken back")

	_, _, err = revision.Between(t.Context(), dir, first, strings.Repeat("a", 40))
	require.Error(t, err)
	require.True(t, revision.Modified(revision.Mark(first)))
	require.Equal(t, first, revision.Bare(revision.Mark(first)))
}
