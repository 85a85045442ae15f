package rig

import (
	"fmt"
	"os"
	"testing"
)

// binary is the tandem command under test, workDir the copy of the checkout in which
// commands run. Main finds or makes them.
var binary, workDir string

// Option is a setting of [Main].
type Option func()

// Prepared has Main bring the base home up before the first test, so that what a
// cold machine has to build does not count against the tests' time.
func Prepared() { prepare = baseUp }

// prepare is what Main does before the first test.
var prepare = func() error { return nil }

// Main runs a package's tests on a command that is built from the checkout's sources.
func Main(m *testing.M, options ...Option) int {
	for _, set := range options {
		set()
	}
	if err := shelve(); err != nil {
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
