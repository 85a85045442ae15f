// Package sources lets Go's test cache see what a test depends on when it runs
// a command that is built from the whole checkout.
package sources

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var watch sync.Once

// Watch opens the whole checkout, once in a process. It has to be called by a
// test: what TestMain opens before the tests run, Go does not record.
func Watch(t testing.TB) {
	t.Helper()
	watch.Do(func() {
		root, err := Root()
		if err == nil {
			err = Open(root)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Open opens every file and folder of the checkout, hidden ones excepted. Go
// records what a test opens and runs it again when any of it has changed
// (see "go help test" on caching).
func Open(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != root && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a file that came and went meanwhile is no source
		}
		if err != nil {
			return err
		}
		return f.Close()
	})
}

// Root finds the checkout: the nearest folder above the working directory that
// holds Pulumi.yaml.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "Pulumi.yaml")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("no folder above the test holds Pulumi.yaml")
}
