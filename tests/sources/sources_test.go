package sources_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/tests/sources"
)

// TestEditingAComponentRunsTestsAgain runs a test on a small copy of the
// checkout: the second run comes from Go's cache, the one after an edit does not.
func TestEditingAComponentRunsTestsAgain(t *testing.T) {
	root, err := sources.Root()
	require.NoError(t, err)
	checkout := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "Pulumi.yaml", "components/region", "tests/sources"} {
		copyTree(t, filepath.Join(root, name), filepath.Join(checkout, name))
	}
	// Go caches no test that read files of the last seconds.
	age(t, checkout, 2*time.Hour)

	require.False(t, cached(t, checkout))
	require.True(t, cached(t, checkout), "an unchanged checkout is tested from the cache")

	component := filepath.Join(checkout, "components/region/stamp.go")
	raw, err := os.ReadFile(component)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(component, append(raw, "\n// edited\n"...), 0o644))
	age(t, checkout, time.Hour)
	require.False(t, cached(t, checkout), "an edited component is tested anew")
}

// cached runs the probe in a checkout and tells whether its result came from
// Go's cache. Go remembers the files of one run for each test binary and its
// flags, and -trimpath makes the binaries of two checkouts the same one: a flag
// that skips nothing but names this checkout keeps them apart.
func cached(t *testing.T, checkout string) bool {
	t.Helper()
	cmd := exec.Command("go", "test", "-skip", regexp.QuoteMeta(checkout), "./tests/sources/probe")
	cmd.Dir = checkout
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.Contains(string(out), "(cached)")
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, below)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, raw, 0o644)
	}))
}

// age makes everything in a folder that much older than now.
func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, then, then)
	}))
}
