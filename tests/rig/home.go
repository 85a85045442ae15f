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
)

// base is the home in which the system was brought up, once per package.
var base struct {
	dir  string
	once sync.Once
	up   Result
	// record is how the deployment looked to ARM; nil without Recording.
	record *Record
	err    error
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
	if err := baseUp(); err != nil {
		t.Fatal(err)
	}
	return base.up
}

func baseUp() error {
	base.once.Do(func() {
		if base.record != nil {
			base.err = recordedUp(workDir)
			return
		}
		base.up, base.err = run(context.Background(), workDir, base.dir, "up", "--json")
	})
	if base.err != nil {
		return fmt.Errorf("tandem up in a fresh home: %w", base.err)
	}
	if base.up.Code != 0 {
		return fmt.Errorf("tandem up in a fresh home: exit code %d\nstdout:\n%s\nstderr:\n%s",
			base.up.Code, base.up.Stdout, base.up.Stderr)
	}
	return nil
}

// Recorded brings the system up, once per package, and returns what ARM saw of
// it. The package's Main must ask for Recording.
func Recorded(t testing.TB) *Record {
	t.Helper()
	if base.record == nil {
		t.Fatal("nothing is recorded: give rig.Main the option rig.Recording")
	}
	BaseUp(t)
	return base.record
}

// recordedUp brings the base up on a sandbox that this process serves.
func recordedUp(root string) (err error) {
	var mu sync.Mutex
	s, stop, err := ServeUntil(base.dir, func(w sandbox.Write) {
		if w.Phase == sandbox.After {
			mu.Lock()
			defer mu.Unlock()
			base.record.Writes = append(base.record.Writes, w)
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if base.up, err = run(context.Background(), root, base.dir, "up", "--json"); err != nil {
		return err
	}
	base.record.Inventory, err = inventory(s)
	return err
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
