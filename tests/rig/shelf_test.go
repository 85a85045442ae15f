package rig

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestPlacesInUseStay tidies a shelf up on which the oldest place is in use, and again
// when it is not any more.
func TestPlacesInUseStay(t *testing.T) {
	all := t.TempDir()
	var oldest place
	for i, name := range []string{"newest", "new", "old", "oldest"} {
		p := place{dir: filepath.Join(all, name)}
		at := time.Now().Add(-time.Duration(i) * time.Hour)
		if err := errors.Join(os.Mkdir(p.dir, 0o700), p.use(), os.Chtimes(p.dir, at, at)); err != nil {
			t.Fatal(err)
		}
		if name == "oldest" {
			oldest = p
		} else if err := p.used.Close(); err != nil {
			t.Fatal(err)
		}
	}
	left := func(want ...string) {
		t.Helper()
		if err := prune(all); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(all)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if !slices.Equal(names, want) {
			t.Errorf("left are %v, want %v", names, want)
		}
	}
	left("new", "newest", "oldest")
	if err := oldest.used.Close(); err != nil {
		t.Fatal(err)
	}
	left("new", "newest")
}
