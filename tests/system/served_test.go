package system

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// server is "sandbox serve" as a process of its own.
type server struct {
	pid int
	env map[string]string
	// stop sends the process a signal, unless it has ended, and waits for its end.
	stop func(os.Signal)
}

// serve serves a home until it is stopped, or the test ends.
func serve(t *testing.T, home string) server {
	t.Helper()
	cmd := rig.Command(t.Context(), rig.Work(), home, "sandbox", "serve")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ends is the test's doing
	}()
	stop := func(signal os.Signal) {
		if err := cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
		<-ended
	}
	t.Cleanup(func() { stop(os.Interrupt) })
	for {
		var record struct{ Env map[string]string }
		raw, err := os.ReadFile(filepath.Join(home, "sandbox", "served.json"))
		if err == nil && json.Unmarshal(raw, &record) == nil {
			return server{cmd.Process.Pid, record.Env, stop}
		}
		select {
		case <-ended:
			t.Fatalf("sandbox serve ended:\n%s", stderr.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestCommandsWorkAtOnceOnAServedSandbox(t *testing.T) {
	t.Parallel()
	home := rig.Deployed(t)
	serve(t, home)
	var all sync.WaitGroup
	for _, args := range [][]string{{"preview"}, {"status"}, {"sandbox", "env"}, {"status", "--json"}, {"status"}} {
		all.Go(func() {
			if r := rig.Run(t, home, args...); r.Code != 0 {
				t.Errorf("%v: exit code %d\n%s", args, r.Code, r.Stderr)
			}
		})
	}
	all.Wait()
	r := rig.MustRun(t, 1, home, "sandbox", "reset")
	if !strings.Contains(r.Stderr, "tandem sandbox serve") {
		t.Errorf("a reset of a sandbox in use does not say who uses it:\n%s", r.Stderr)
	}
}

// TestSecondCommandSaysWhoHoldsTheHome holds a home as a command does that
// runs its own sandbox: locked, and not served.
func TestSecondCommandSaysWhoHoldsTheHome(t *testing.T) {
	t.Parallel()
	home := rig.Fresh(t)
	holder := serve(t, home)
	served := filepath.Join(home, "sandbox", "served.json")
	record, err := os.ReadFile(served)
	if err == nil {
		err = os.Remove(served)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := rig.MustRun(t, 1, home, "status")
	for _, want := range []string{"tandem sandbox serve", strconv.Itoa(holder.pid), "sandbox serve"} {
		if !strings.Contains(r.Stderr, want) {
			t.Errorf("the second command does not tell %q:\n%s", want, r.Stderr)
		}
	}
	if err := os.WriteFile(served, record, 0o600); err != nil {
		t.Fatal(err)
	}
	rig.MustRun(t, 0, home, "status")
}

// TestServedRecordOfADeadProcessIsForgotten kills a served sandbox: the next
// command starts one of its own.
func TestServedRecordOfADeadProcessIsForgotten(t *testing.T) {
	home := rig.Fresh(t)
	serve(t, home).stop(syscall.SIGKILL)
	rig.MustRun(t, 0, home, "status")
}

func TestPortTaken(t *testing.T) {
	home := rig.Fresh(t)
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	taken := strings.TrimPrefix(s.Endpoint(), "https://")
	r := rig.MustRun(t, 1, home, "sandbox", "serve", "--listen", taken)
	if !strings.Contains(r.Stderr, taken) || !strings.Contains(r.Stderr, "choose another port") {
		t.Errorf("the message names neither the port nor the remedy:\n%s", r.Stderr)
	}
	if _, err := os.Stat(filepath.Join(home, "sandbox", "served.json")); err == nil {
		t.Error("a sandbox that never served says that it serves")
	}
}
