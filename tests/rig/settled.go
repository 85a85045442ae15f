package rig

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// Finishes requires that the next up does what is left, that the one after it
// finds nothing to do, and that ARM then holds what an undisturbed deployment makes.
func Finishes(t testing.TB, home string, s *sandbox.Sandbox) {
	t.Helper()
	r := MustRun(t, 0, home, "up")
	t.Logf("recovered:%s", RecoveryLines(r))
	Settled(t, home)
	RequireUnchanged(t, home)
	sameInventory(t, s)
}

// sameInventory compares what exists with what an undisturbed deployment makes.
func sameInventory(t testing.TB, s *sandbox.Sandbox) {
	t.Helper()
	excess := map[string]int{}
	for _, entry := range Inventory(t, s) {
		excess[entry]++
	}
	for _, entry := range Recorded(t).Inventory {
		excess[entry]--
	}
	for entry, n := range excess {
		switch {
		case n > 0:
			t.Errorf("exists %d times more than after an undisturbed deployment: %s", n, entry)
		case n < 0:
			t.Errorf("is missing %d times: %s", -n, entry)
		}
	}
}

// Settled requires that nothing works on the home any more: no process, no
// lock, no pending operation.
func Settled(t testing.TB, home string) {
	t.Helper()
	if left := Using(t, home); len(left) > 0 {
		t.Errorf("still running:\n%s", strings.Join(left, "\n"))
	}
	locks, err := filepath.Glob(filepath.Join(home, "backend", ".pulumi", "locks", "*", "*", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(locks) > 0 {
		t.Errorf("locks are left: %v", locks)
	}
	for _, stack := range []string{"blue", "green", "global"} {
		if pending := Pending(t, home, stack); len(pending) > 0 {
			t.Errorf("stack %s has pending operations: %v", stack, pending)
		}
	}
}

// RecoveryLines are the lines in which a command says what it settled.
func RecoveryLines(r Result) string {
	var b strings.Builder
	for line := range strings.Lines(r.Stderr) {
		if strings.Contains(line, ": recovering: ") {
			b.WriteString("\n    " + strings.TrimSpace(line))
		}
	}
	return b.String()
}

// RequireUnchanged requires that an up finds every stack unchanged.
func RequireUnchanged(t testing.TB, home string) {
	t.Helper()
	r := MustRun(t, 0, home, "up")
	for _, stack := range []string{"blue", "green", "global"} {
		if !strings.Contains(r.Stdout, stack+": everything unchanged") {
			t.Errorf("stack %s is not unchanged:\n%s\n%s", stack, r.Stdout, r.Stderr)
		}
	}
}
