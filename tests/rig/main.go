package rig

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// binary is the tandem command under test; Main builds it.
var binary string

// Option is a setting of [Main].
type Option func()

// Recording has the base home brought up on a sandbox that the test's process
// serves, so that [Recorded] can tell what ARM saw of it.
func Recording() { base.record = &Record{} }

// Main runs a package's tests on a freshly built command.
func Main(m *testing.M, options ...Option) int {
	for _, set := range options {
		set()
	}
	dir, err := os.MkdirTemp("", "tandem-rig-")
	if err != nil {
		return failed(err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			failed(err)
		}
	}()
	root, err := findCheckout()
	if err != nil {
		return failed(err)
	}
	if err := OpenSources(root); err != nil {
		return failed(err)
	}
	binary = filepath.Join(dir, "tandem")
	build := exec.Command("go", "build", "-o", binary, "./cmd/tandem")
	build.Dir = root
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return failed(fmt.Errorf("go build ./cmd/tandem: %w", err))
	}
	base.dir = filepath.Join(dir, "base")
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "rig:", err)
	return 1
}

// OpenSources opens every file of the checkout that git tracks (or would
// track), so that Go's test cache knows that the tests depend on them. Without
// git it walks the folder.
func OpenSources(root string) error {
	files, err := sources(root)
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := os.Open(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

func sources(root string) ([]string, error) {
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
