package env

import (
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestUpThatFails wants the name of a group that somebody has made by hand: what was
// made is taken down again, or with --keep left and listed as broken; the stranger's
// group stays.
func TestUpThatFails(t *testing.T) {
	w := newWorld(t)
	w.arm.Put(w.arm.Subscription+group("e5", "green"), apiGroups, map[string]any{"location": "westeurope"})
	before := w.of("e5")

	r := rig.MustRun(t, 1, w.home, "env", "up", "e5", "--owner", "mona")
	for _, want := range []string{"rg-tandem-e5-green", "did not come up: taking down what was made of it", "what was made of environment e5 has been taken down again"} {
		if !strings.Contains(r.Stderr, want) {
			t.Errorf("a failed up does not say %q:\n%s", want, r.Stderr)
		}
	}
	if left := difference(w.of("e5"), before); len(left) > 0 {
		t.Errorf("the failed up has left %v", left)
	}
	if e, listed := w.list()["e5"]; listed {
		t.Errorf("what was taken down is listed: %+v", e)
	}

	r = rig.MustRun(t, 1, w.home, "env", "up", "e5", "--owner", "mona", "--keep")
	if !strings.Contains(r.Stderr, "environment e5 stays as it is, and is listed as broken") {
		t.Errorf("a failed up with --keep says:\n%s", r.Stderr)
	}
	e := w.list()["e5"]
	if e.State != "broken" || !strings.Contains(e.Error, "rg-tandem-e5-green") || e.Groups[0].Tags["state"] != "broken" {
		t.Errorf("what is kept is listed as %+v", e)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "e5", "--execute")
	if left := difference(w.of("e5"), before); len(left) > 0 {
		t.Errorf("the environment has left %v", left)
	}
}

// TestCtrlCWhileAFailureIsTakenDown interrupts an up that has failed when it takes down
// what it made: it ends, and the down goes on.
func TestCtrlCWhileAFailureIsTakenDown(t *testing.T) {
	if !*every {
		t.Skip("run with -every: it takes a minute")
	}
	w := newWorld(t)
	w.arm.Put(w.arm.Subscription+group("e7", "green"), apiGroups, map[string]any{"location": "westeurope"})
	before := w.of("e7")
	up := rig.Start(t, w.home, "env", "up", "e7", "--owner", "mona")
	w.interruptAt(up, "e7", 1, isDelete)
	r := w.interrupted(up)
	for _, want := range []string{"did not come up: taking down what was made of it", "finish that first: tandem env down e7 --execute"} {
		if !strings.Contains(r.Stderr, want) {
			t.Errorf("it does not say %q:\n%s", want, r.Stderr)
		}
	}
	if e := w.list()["e7"]; e.State != "going down" {
		t.Errorf("e7 is listed as %+v", e)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "e7", "--execute")
	if left := difference(w.of("e7"), before); len(left) > 0 {
		t.Errorf("the environment has left %v", left)
	}
}
