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
	root, err := sources.Root()
	if err != nil {
		return failed(err)
	}
	if err := sources.Open(root); err != nil {
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
