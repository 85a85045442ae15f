package kills

import (
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

// TestKilledAtWrites kills the command and all that it started at writes to
// ARM, one after the other in one home: each run has to recover from the kill
// before it and to get on to the next.
func TestKilledAtWrites(t *testing.T) {
	record := rig.Recorded(t)
	var p plan = &sampled{sample(len(record.Writes))}
	if *every {
		p = newEveryWrite(record.Writes)
	}
	k := newKiller(record.Writes, p)
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
		t.Logf("%5.1f s, killed %s%s", time.Since(began).Seconds(), k.last(), rig.RecoveryLines(r))
	}
	k.aim(nil)
	rig.Finishes(t, home, s)
}
