package recovery

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// samples is how many kills a plain test run makes.
const samples = 20

// sample spreads points over n writes, the first and the last among them,
// before and after the commit in turn.
func sample(n int) []point {
	points := make([]point, samples)
	for i := range points {
		points[i] = point{made: i * (n - 1) / (samples - 1), phase: sandbox.Phase(i % 2)}
	}
	return points
}

// everyPoint lists both points of each of n writes.
func everyPoint(n int) []point {
	var points []point
	for i := range n {
		points = append(points, point{i, sandbox.Before}, point{i, sandbox.After})
	}
	return points
}

// TestKilledAtWrites kills the command and all that it started at writes to
// ARM, one after the other in one home: each run has to recover from the kill
// before it and to get on to the next.
func TestKilledAtWrites(t *testing.T) {
	record := rig.Recorded(t)
	points := sample(len(record.Writes))
	if *every {
		points = everyPoint(len(record.Writes))
	}
	k := newKiller(record.Writes, points)
	home := rig.Fresh(t)
	s := rig.Serve(t, home, k.hook)
	for k.left() > 0 {
		began := time.Now()
		p := rig.Start(t, home, "up")
		k.aim(p)
		r := p.Wait(t)
		if k.last() == "" {
			t.Fatalf("up was not killed and ended with exit code %d; %d points were not reached\nstdout:\n%s\nstderr:\n%s", r.Code, k.left(), r.Stdout, r.Stderr)
		}
		t.Logf("%5.1f s, killed %s%s", time.Since(began).Seconds(), k.last(), recovered(r))
	}
	k.aim(nil)
	finishes(t, home, s)
}

// finishes requires that the next up does what is left, that the one after it
// finds nothing to do, and that ARM then holds what an undisturbed deployment makes.
func finishes(t *testing.T, home string, s *sandbox.Sandbox) {
	t.Helper()
	r := rig.MustRun(t, 0, home, "up")
	t.Logf("recovered:%s", recovered(r))
	settled(t, home)
	unchanged(t, home)
	sameInventory(t, s)
}

// sameInventory compares what exists with what an undisturbed deployment makes.
func sameInventory(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	excess := map[string]int{}
	for _, entry := range rig.Inventory(t, s) {
		excess[entry]++
	}
	for _, entry := range rig.Recorded(t).Inventory {
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

// settled requires that nothing works on the home any more: no process, no
// lock, no pending operation.
func settled(t *testing.T, home string) {
	t.Helper()
	if left := rig.Using(t, home); len(left) > 0 {
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
		if pending := rig.Pending(t, home, stack); len(pending) > 0 {
			t.Errorf("stack %s has pending operations: %v", stack, pending)
		}
	}
}

// recovered are the lines in which a command says what it settled.
func recovered(r rig.Result) string {
	var b strings.Builder
	for line := range strings.Lines(r.Stderr) {
		if strings.Contains(line, ": recovering: ") {
			b.WriteString("\n    " + strings.TrimSpace(line))
		}
	}
	return b.String()
}
