package kills

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// point is where to kill: at the first write with which that many have been
// made, before its commit or after it.
type point struct {
	made  int
	phase sandbox.Phase
}

func (p point) String() string {
	when := "before"
	if p.phase == sandbox.After {
		when = "after"
	}
	return fmt.Sprintf("%s write %d", when, p.made+1)
}

// killer ends a command at given points of a chain of runs. It counts the
// writes of an undisturbed deployment that have been made: repeated ones, and
// those that only a recovery makes, do not count.
type killer struct {
	mu     sync.Mutex
	due    map[string]int // writes still to be made, by name
	made   int
	points []point
	victim *rig.Process // nil: nobody to kill
	killed string       // where, when the victim was killed
}

func newKiller(undisturbed []sandbox.Write, points []point) *killer {
	k := &killer{due: map[string]int{}, points: points}
	for _, w := range undisturbed {
		k.due[name(w)]++
	}
	return k
}

func name(w sandbox.Write) string { return w.Method + " " + rig.Name(w.ID) }

// hook is the sandbox's. To keep a write from being made it aborts its request.
func (k *killer) hook(w sandbox.Write) {
	if k.at(w) && w.Phase == sandbox.Before {
		panic(http.ErrAbortHandler)
	}
}

// at counts a write and kills the victim when it is due; it reports whether it did.
func (k *killer) at(w sandbox.Write) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	counts := k.due[name(w)] > 0
	reached := k.made
	if counts && w.Phase == sandbox.After {
		k.due[name(w)]--
		k.made++
	}
	if !counts || k.victim == nil || len(k.points) == 0 || k.points[0].phase != w.Phase || reached < k.points[0].made {
		return false
	}
	k.victim.Kill()
	k.killed = fmt.Sprintf("%s (%s), %s", k.points[0], w.Method, w.ID)
	k.victim, k.points = nil, k.points[1:]
	return true
}

// aim names the command that is to be killed next; nil calls the killer off.
func (k *killer) aim(p *rig.Process) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim, k.killed = p, ""
}

// last says where the last victim was killed; "" if it was not.
func (k *killer) last() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.killed
}

// left is how many points have not been reached.
func (k *killer) left() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.points)
}
