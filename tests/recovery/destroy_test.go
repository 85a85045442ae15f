package recovery

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// TestKilledWhileDestroying kills destroy when half of the locks are lifted,
// while the global layer goes, and when a vault has gone. The next one finishes,
// and nothing is left but the soft-deleted vaults.
func TestKilledWhileDestroying(t *testing.T) {
	t.Parallel()
	home := rig.Deployed(t)
	h := &rig.Watch{}
	s := rig.Serve(t, home, h.Hook)
	for _, c := range []struct {
		name  string
		phase sandbox.Phase
		at    func(w sandbox.Write) bool
	}{
		{"after the third lock", sandbox.After, nth(3, func(w sandbox.Write) bool { return strings.Contains(w.ID, "/locks/") })},
		{"before an endpoint of the edge", sandbox.Before, nth(1, func(w sandbox.Write) bool { return strings.Contains(w.ID, "/afdEndpoints/") })},
		{"after a vault", sandbox.After, nth(1, func(w sandbox.Write) bool {
			return strings.Contains(w.ID, "/vaults/") && !strings.Contains(w.ID, "/vaults/kvtandemprodblue016/")
		})},
	} {
		r := killAt(t, home, h, c.phase, c.at, "destroy")
		if r.Code != -1 {
			t.Fatalf("%s: destroy was not killed, exit code %d\n%s\n%s", c.name, r.Code, r.Stdout, r.Stderr)
		}
		t.Logf("killed %s%s", c.name, rig.RecoveryLines(r))
	}
	r := rig.MustRun(t, 0, home, "destroy")
	rig.Settled(t, home)
	for _, vault := range []string{"kvtandemprodblue016", "kvtandemprodgreen016"} {
		if !strings.Contains(r.Stdout, "soft-deleted vault "+vault) {
			t.Errorf("vault %s is not named:\n%s", vault, r.Stdout)
		}
	}
	const deleted = "/subscriptions/*/providers/Microsoft.KeyVault/locations/"
	want := []string{
		deleted + "northeurope/deletedVaults/kvtandemprodblue016",
		deleted + "westeurope/deletedVaults/kvtandemprodgreen016",
		"service principal Microsoft Graph", // every tenant has it
		"service principal sandbox",         // who we are there
	}
	if left := rig.Inventory(t, s); !slices.Equal(left, want) {
		t.Errorf("destroy leaves:\n%s", strings.Join(left, "\n"))
	}
}

// nth picks the nth DELETE that a condition holds for.
func nth(n int, is func(sandbox.Write) bool) func(sandbox.Write) bool {
	seen := 0
	return func(w sandbox.Write) bool {
		if w.Method != http.MethodDelete || !is(w) {
			return false
		}
		seen++
		return seen == n
	}
}

// killAt runs a command and kills it at the first write of a phase that is
// picked; before its commit the write is not made.
func killAt(t *testing.T, home string, h *rig.Watch, phase sandbox.Phase, pick func(sandbox.Write) bool, args ...string) rig.Result {
	t.Helper()
	var mu sync.Mutex
	p := rig.Start(t, home, args...)
	h.Set(func(w sandbox.Write) {
		mu.Lock()
		defer mu.Unlock()
		if w.Phase != phase || !pick(w) {
			return
		}
		p.Kill()
		if phase == sandbox.Before {
			panic(http.ErrAbortHandler)
		}
	})
	r := p.Wait(t)
	h.Set(nil)
	return r
}

// TestLockOfALivingProcess: a lock whose holder lives on this host stays, and
// the command says who holds it and changes nothing.
func TestLockOfALivingProcess(t *testing.T) {
	t.Parallel()
	home := rig.Deployed(t)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(map[string]any{"pid": os.Getpid(), "username": "somebody", "hostname": host, "timestamp": time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(home, "backend", ".pulumi", "locks", "organization", "tandem", "global", "held.json")
	if err := os.MkdirAll(filepath.Dir(lock), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lock, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"up", "destroy"} {
		r := rig.MustRun(t, 1, home, command)
		if !strings.Contains(r.Stderr, "of somebody on "+host) || !strings.Contains(r.Stderr, lock) {
			t.Errorf("%s does not name the holder and the lock:\n%s", command, r.Stderr)
		}
		if _, err := os.Stat(lock); err != nil {
			t.Errorf("%s touched the lock: %v", command, err)
		}
	}
}
