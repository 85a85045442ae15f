package rig

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

// base is the home in which the system was brought up, once per package.
var base struct {
	dir  string
	once sync.Once
	up   Result
	err  error
}

// Deployed returns a copy of a home in which the whole system is up.
func Deployed(t testing.TB) string {
	t.Helper()
	BaseUp(t)
	home := filepath.Join(t.TempDir(), "home")
	if err := os.CopyFS(home, os.DirFS(base.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(home, "sandbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	return home
}

// BaseUp brings the system up, once per package, and returns what the command said.
func BaseUp(t testing.TB) Result {
	t.Helper()
	root := checkout(t)
	base.once.Do(func() {
		base.up, base.err = run(context.Background(), root, base.dir, "up", "--json")
	})
	if base.err != nil || base.up.Code != 0 {
		t.Fatalf("tandem up in a fresh home: exit code %d, %v\nstdout:\n%s\nstderr:\n%s", base.up.Code, base.err, base.up.Stdout, base.up.Stderr)
	}
	return base.up
}

// Fresh returns an empty home.
func Fresh(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "home")
}

// Serve serves a home's sandbox in the test's own process, so that the test
// sees and times every write. Commands on that home use it.
func Serve(t testing.TB, home string, hook func(sandbox.Write)) *sandbox.Sandbox {
	t.Helper()
	state := filepath.Join(home, "sandbox", "state.db")
	if err := os.MkdirAll(filepath.Dir(state), 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: state, Hook: hook})
	if err != nil {
		t.Fatal(err)
	}
	record := map[string]any{"pid": os.Getpid(), "command": "a test", "since": time.Now(), "env": s.Env(), "control": s.ControlEndpoint()}
	raw, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	served := filepath.Join(home, "sandbox", "served.json")
	if err := os.WriteFile(served, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(served); err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(fmt.Errorf("closing the sandbox: %w", err))
		}
	})
	return s
}
