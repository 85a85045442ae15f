package rig

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tandem-platform/tandem/tests/sources"
)

// binary is the tandem command under test; Main builds it.
var binary string

// workDir is the copy of the checkout in which commands run; Main makes it.
var workDir string

// Option is a setting of [Main].
type Option func()

// Prepared has Main bring the base home up before the first test, so that what a
// cold machine has to build does not count against the tests' time.
func Prepared() { prepare = baseUp }

// prepare is what Main does before the first test.
var prepare = func() error { return nil }

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
	root, err := sources.Root()
	if err != nil {
		return failed(err)
	}
	binary = filepath.Join(dir, "tandem")
	build := exec.Command("go", "build", "-o", binary, "./cmd/tandem")
	build.Dir = root
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return failed(fmt.Errorf("go build ./cmd/tandem: %w", err))
	}
	workDir = filepath.Join(dir, "checkout")
	if base.sources, err = copySources(root, workDir); err != nil {
		return failed(err)
	}
	if err := commitSources(workDir); err != nil {
		return failed(err)
	}
	if err := prepare(); err != nil {
		return failed(err)
	}
	return m.Run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "rig:", err)
	return 1
}
