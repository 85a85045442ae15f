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

// plan says at which writes to kill.
type plan interface {
	// hit reports whether to kill at the write; made is how many were made before.
	hit(w sandbox.Write, made int) bool
	// missed takes notice of a write whose answer the killed command did not get.
	missed(w sandbox.Write)
	// left is how many kills are still to come.
	left() int
}

// sampled is a plan of points, in order.
type sampled struct{ points []point }

func (s *sampled) hit(w sandbox.Write, made int) bool {
	if len(s.points) == 0 || s.points[0].phase != w.Phase || made < s.points[0].made {
		return false
	}
	s.points = s.points[1:]
	return true
}

func (s *sampled) missed(sandbox.Write) {}
func (s *sampled) left() int            { return len(s.points) }

// everyWrite is a plan of both phases of every write of a deployment, by name.
type everyWrite struct{ open map[string]bool }

func newEveryWrite(undisturbed []sandbox.Write) *everyWrite {
	e := &everyWrite{open: map[string]bool{}}
	for _, w := range undisturbed {
		e.open[name(w)+" before"], e.open[name(w)+" after"] = true, true
	}
	return e
}

func (e *everyWrite) hit(w sandbox.Write, _ int) bool {
	key := name(w) + " " + phase(w.Phase)
	hit := e.open[key]
	delete(e.open, key)
	return hit
}

// missed counts as a kill after the commit: the command died without an answer.
func (e *everyWrite) missed(w sandbox.Write) { delete(e.open, name(w)+" after") }

func (e *everyWrite) left() int { return len(e.open) }

// killer ends a command at given writes of a chain of runs. It counts the
// writes of an undisturbed deployment that have been made: repeated ones, and
// those that only a recovery makes, do not count.
type killer struct {
	mu     sync.Mutex
	due    map[string]int // writes still to be made, by name
	made   int
	plan   plan
	victim *rig.Process // nil: nobody to kill
	killed string       // where, when the victim was killed
}

func newKiller(undisturbed []sandbox.Write, p plan) *killer {
	k := &killer{due: map[string]int{}, plan: p}
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

// at counts a write and kills the victim when it is due; it reports whether the
// command that made the write is dead.
func (k *killer) at(w sandbox.Write) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	counts := k.due[name(w)] > 0
	reached := k.made
	if counts && w.Phase == sandbox.After {
		k.due[name(w)]--
		k.made++
	}
	switch {
	case k.killed != "":
		if w.Phase == sandbox.After {
			k.plan.missed(w)
		}
		return true
	case !counts || k.victim == nil || !k.plan.hit(w, reached):
		return false
	}
	k.victim.Kill()
	k.killed = fmt.Sprintf("%s write %d (%s), %s", phase(w.Phase), reached+1, w.Method, w.ID)
	return true
}

func phase(p sandbox.Phase) string {
	if p == sandbox.After {
		return "after"
	}
	return "before"
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

// left is how many kills have not been made.
func (k *killer) left() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.plan.left()
}
