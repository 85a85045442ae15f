package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
)

// plainEvery is after how many resources a line is written where there is no
// terminal that shows a running count.
const plainEvery = 25

// progress shows what the procedures and the engine do.
type progress struct {
	ui    *ui
	mu    sync.Mutex
	phase string
	began time.Time
	done  map[string]int
}

func newProgress(u *ui) *progress { return &progress{ui: u, done: map[string]int{}} }

// Phase implements [system.Progress].
func (p *progress) Phase(name, detail string) {
	p.mu.Lock()
	p.phase, p.began = name, time.Now()
	p.done = map[string]int{}
	p.mu.Unlock()
	p.ui.say("%s: %s", name, detail)
}

// Done implements [system.Progress].
func (p *progress) Done(phase string, c *system.Change) {
	p.mu.Lock()
	took := time.Since(p.began)
	p.mu.Unlock()
	p.ui.say("%s %s: %s (%s)", phase, c.Stack, outcome(phase, c), seconds(took))
}

// outcome says what a phase came to: only a preview speaks of what is to come.
func outcome(phase string, c *system.Change) string {
	n := c.Counts
	switch phase {
	case "deploy", "rehearse":
		return fmt.Sprintf("%d created, %d changed, %d deleted, %d unchanged", n.Create, n.Update+n.Replace, n.Delete, n.Same)
	case "lift protection":
		return fmt.Sprintf("%d resources unprotected, %d locks deleted", len(c.Steps)-n.Delete, n.Delete)
	case "destroy":
		return fmt.Sprintf("%d deleted", n.Delete)
	default:
		return c.Summary()
	}
}

// event shows one of the engine's events.
func (p *progress) event(e pulumi.Event) {
	switch e.Kind {
	case pulumi.EventDone:
		p.count(e)
	case pulumi.EventFailed:
		p.ui.say("%s: failed: %s %s", e.Stack, e.Step.Op, pulumi.URNName(e.Step.URN))
	case pulumi.EventRecovered:
		p.ui.say("%s: recovering: %s", e.Stack, e.Recovered.Detail)
	case pulumi.EventViolation:
		p.ui.say("%s: policy %s (%s): %s", e.Stack, e.Violation.Policy, e.Violation.Level, firstLine(e.Violation.Message))
	}
}

func (p *progress) count(e pulumi.Event) {
	if e.Step == nil || !e.Step.Op.Changes() {
		return
	}
	p.mu.Lock()
	p.done[e.Stack]++
	n := p.done[e.Stack]
	var counts []string
	for stack, n := range p.done {
		counts = append(counts, fmt.Sprintf("%s %d", stack, n))
	}
	phase := p.phase
	p.mu.Unlock()
	sort.Strings(counts)
	p.ui.tick("%s: %s: %s %s", phase, strings.Join(counts, ", "), e.Step.Op, pulumi.URNName(e.Step.URN))
	if !p.ui.terminal && n%plainEvery == 0 {
		p.ui.say("%s: %s: %d resources done", phase, e.Stack, n)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
