package rig

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/sources"
)

// Copy copies the checkout in which the base home was brought up. Files of the
// copy can be edited; as long as its Go sources are left alone the program is
// the same and nothing is built.
func Copy(t testing.TB) string {
	t.Helper()
	sources.Watch(t)
	dir := filepath.Join(t.TempDir(), "checkout")
	if err := os.CopyFS(dir, os.DirFS(workDir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Rewrite replaces text in a file of a copy. Pairs of old and new text follow
// the name; each old text must be there exactly once.
func Rewrite(t testing.TB, dir, name string, pairs ...string) {
	t.Helper()
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for i := 0; i+1 < len(pairs); i += 2 {
		if n := strings.Count(text, pairs[i]); n != 1 {
			t.Fatalf("%s holds %q %d times, want once", name, pairs[i], n)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Git runs git in a folder and returns what it said.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("git %v: %v\n%s", args, err, exit.Stderr)
		}
		t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// source is a file that the commands need.
type source struct {
	name    string
	content []byte
}

// readSources reads the files that the commands need, and returns a digest of what the
// command and the base are made of and by: of these, of this package, and of Go.
func readSources(root string) (all []source, digest string, err error) {
	files, err := tracked(root)
	if err != nil {
		return nil, "", err
	}
	slices.Sort(files)
	sum := sha256.New()
	if _, err := fmt.Fprintln(sum, runtime.Version()); err != nil {
		return nil, "", err
	}
	for _, name := range files {
		if beside(name) && !strings.HasPrefix(name, "tests/rig/") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if !beside(name) {
			all = append(all, source{name, raw})
		}
		if _, err := fmt.Fprintf(sum, "%s %d\n%s", name, len(raw), raw); err != nil {
			return nil, "", err
		}
	}
	return all, hex.EncodeToString(sum.Sum(nil)[:12]), nil
}

// writeSources writes what was read, so that none changes while tests run.
func writeSources(all []source, to string) error {
	for _, s := range all {
		target := filepath.Join(to, s.name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, s.content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// beside reports files that no command reads.
func beside(name string) bool {
	return strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "tests/") || strings.Contains(name, "/testdata/")
}

// tracked lists the files that git tracks, or would track; without git it walks
// the folder.
func tracked(root string) ([]string, error) {
	cmd := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	cmd.Dir = root
	if out, err := cmd.Output(); err == nil {
		return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
	}
	var files []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err == nil && !strings.HasPrefix(name, ".") {
			files = append(files, name)
		}
		return err
	})
	return files, err
}

// commitSources makes the copy a repository of its own with one commit. A
// machine without git does without.
func commitSources(dir string) error {
	if _, err := exec.LookPath("git"); err != nil {
		return nil
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--template="},
		{"add", "--all"},
		{"-c", "user.name=rig", "-c", "user.email=rig@example.com", "commit", "--quiet", "--message", "what is tested"},
		{"repack", "-a", "-d", "--quiet"}, // an object for each file doubles what each test copies
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE=@0 +0000", "GIT_COMMITTER_DATE=@0 +0000") // the same sources are the same revision
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", args[0], err, out)
		}
	}
	return nil
}

// Revision is the commit that was deployed, "unknown" on a machine without git.
func Revision(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		return "unknown"
	}
	return Git(t, workDir, "rev-parse", "HEAD")
}

// Work is the checkout in which commands run: a copy of the module under test
// with a repository of its own.
func Work() string { return workDir }

// Pulumi runs the CLI, found by the PATH of an environment, in a checkout, as
// a user does who knows nothing but that environment. Its output is returned
// with an error, too.
func Pulumi(t testing.TB, dir string, env map[string]string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), CLI(t, env), append(args, "--non-interactive", "--color", "never")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), Entries(env)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// CLI is the CLI on the PATH of an environment.
func CLI(t testing.TB, env map[string]string) string {
	t.Helper()
	for _, folder := range filepath.SplitList(env["PATH"]) {
		path := filepath.Join(folder, "pulumi")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	t.Fatalf("no pulumi on the PATH that sandbox env prints: %s", env["PATH"])
	return ""
}
