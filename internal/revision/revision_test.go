package revision_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/revision"
)

func TestOf(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	require.Equal(t, revision.Unknown, revision.Of(t.Context(), dir), "outside a checkout")

	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	write("main.go", "package main\n")
	write("Pulumi.blue.yaml", "config: {}\n")
	git("init", "-q")
	require.Equal(t, revision.Unknown, revision.Of(t.Context(), dir), "without a commit")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	clean := revision.Of(t.Context(), dir)
	require.Len(t, clean, 40)

	write("Pulumi.blue.yaml", "config: {a: b}\n")
	require.Equal(t, clean, revision.Of(t.Context(), dir), "settings are no source")
	write("main.go", "package main // edited\n")
	require.Equal(t, clean+"-modified", revision.Of(t.Context(), dir))

	t.Setenv("PATH", "")
	require.Equal(t, revision.Unknown, revision.Of(t.Context(), dir), "without git")
}
