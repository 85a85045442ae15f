package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/sources"
)

// base is the home in which the system was brought up. It is deployed once for
// all packages that are tested with the same sources, and kept in the cache.
var base struct {
	once sync.Once
	made made
	err  error
}

// made is how the base was brought up.
type made struct {
	Up     Result
	Record Record
}

// Record is an undisturbed deployment as ARM saw it.
type Record struct {
	// Writes are the committed writes, in order.
	Writes []sandbox.Write
	// Inventory is what there was at the end, as [Inventory] lists it.
	Inventory []string
}

// Deployed returns a copy of a home in which the whole system is up.
func Deployed(t testing.TB) string {
	t.Helper()
	sources.Watch(t)
	BaseUp(t)
	home := filepath.Join(t.TempDir(), "home")
	if err := os.CopyFS(home, os.DirFS(shelf.home())); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(home, "sandbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	return home
}

// BaseUp returns what the command said that brought the base up.
func BaseUp(t testing.TB) Result {
	t.Helper()
	sources.Watch(t)
	if err := baseUp(); err != nil {
		t.Fatal(err)
	}
	return base.made.Up
}

// Recorded returns what ARM saw of the deployment of the base.
func Recorded(t testing.TB) *Record {
	t.Helper()
	BaseUp(t)
	return &base.made.Record
}

func baseUp() error {
	base.once.Do(func() { base.err = findBase() })
	if base.err != nil {
		return fmt.Errorf("tandem up in a fresh home: %w", base.err)
	}
	return nil
}

// findBase finds the base on the shelf, or makes it; what says how comes to its place
// last, and whole. Other packages wait meanwhile.
func findBase() (err error) {
	unlock, err := shelf.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	raw, err := os.ReadFile(shelf.made())
	if err == nil {
		return json.Unmarshal(raw, &base.made)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.RemoveAll(shelf.home()); err != nil {
		return err
	}
	if err := makeBase(shelf.home()); err != nil {
		return err
	}
	if raw, err = json.Marshal(base.made); err != nil {
		return err
	}
	making := shelf.made() + ".making"
	if err := os.WriteFile(making, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(making, shelf.made())
}

// makeBase brings the system up on a sandbox that this process serves.
func makeBase(home string) (err error) {
	var mu sync.Mutex
	record := &base.made.Record
	s, stop, err := ServeUntil(home, func(w sandbox.Write) {
		if w.Phase == sandbox.After {
			mu.Lock()
			defer mu.Unlock()
			record.Writes = append(record.Writes, w)
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	up, err := run(context.Background(), workDir, home, "up", "--json")
	if err != nil {
		return err
	}
	if up.Code != 0 {
		return fmt.Errorf("exit code %d\nstdout:\n%s\nstderr:\n%s", up.Code, up.Stdout, up.Stderr)
	}
	base.made.Up = up
	record.Inventory, err = inventory(s)
	return err
}

// Fresh returns an empty home.
func Fresh(t testing.TB) string {
	t.Helper()
	sources.Watch(t)
	return filepath.Join(t.TempDir(), "home")
}

// Serve serves a home's sandbox in the test's own process, so that the test
// sees and times every write. Commands on that home use it.
func Serve(t testing.TB, home string, hook func(sandbox.Write)) *sandbox.Sandbox {
	t.Helper()
	s, stop, err := ServeUntil(home, hook)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ServeUntil is Serve for a process that runs no test, until stop is called.
func ServeUntil(home string, hook func(sandbox.Write)) (s *sandbox.Sandbox, stop func() error, err error) {
	state := filepath.Join(home, "sandbox", "state.db")
	if err := os.MkdirAll(filepath.Dir(state), 0o700); err != nil {
		return nil, nil, err
	}
	s, err = sandbox.Start(context.Background(), sandbox.Options{StatePath: state, Hook: hook})
	if err != nil {
		return nil, nil, err
	}
	record := map[string]any{"pid": os.Getpid(), "command": "a test", "since": time.Now(), "env": s.Env(), "control": s.ControlEndpoint()}
	raw, err := json.Marshal(record)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	served := filepath.Join(home, "sandbox", "served.json")
	if err := os.WriteFile(served, raw, 0o600); err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, func() error {
		err := os.Remove(served)
		if os.IsNotExist(err) {
			err = nil
		}
		if closing := s.Close(); closing != nil {
			err = errors.Join(err, fmt.Errorf("closing the sandbox: %w", closing))
		}
		return err
	}, nil
}
