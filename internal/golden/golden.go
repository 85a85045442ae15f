// Package golden compares what a test produced with a file that a person has
// read and found right. It is for tests only.
//
// Run the tests of one package with -update to rewrite its files, then read
// the difference before committing it.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files instead of comparing with them")

// TB is the part of testing.TB that Check needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Check fails the test if got differs from the file. The path is relative to
// the folder of the test's package, by custom below testdata.
func Check(t TB, path string, got []byte) {
	t.Helper()
	check(t, path, got, *update)
}

func check(t TB, path string, got []byte, rewrite bool) {
	t.Helper()
	if rewrite {
		if err := write(path, got); err != nil {
			t.Fatalf("rewrite golden file: %v", err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file: %v; run this test with -update to write it", err)
		return
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs (-want +got); run this test with -update if the new one is right:\n%s",
			path, cmp.Diff(lines(want), lines(got)))
	}
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func lines(text []byte) []string { return strings.Split(string(text), "\n") }
