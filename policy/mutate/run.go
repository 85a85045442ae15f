package mutate

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Verdict is what the rules say of one mutant.
type Verdict struct {
	Mutant Mutant
	// Fired are the violations that the unbroken graph has not.
	Fired []rule.Finding
}

// Killed reports whether any rule noticed.
func (v Verdict) Killed() bool { return len(v.Fired) > 0 }

// Outcome is what a run came to.
type Outcome struct {
	// Before are the violations of the unbroken graph.
	Before   []rule.Finding
	Verdicts []Verdict
}

// Run asks the rules of a set about every mutant: the rules of one resource
// about the mutated one, the rules over a graph about the whole graph with the
// mutated resource in it.
func Run(set *rule.Set, g *rule.Graph, mutants []Mutant) Outcome {
	out := Outcome{Before: set.All(g).Violations, Verdicts: make([]Verdict, len(mutants))}
	known := map[string]bool{}
	for _, f := range out.Before {
		known[key(f)] = true
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(mutants); i = int(next.Add(1)) - 1 {
				fired := slices.DeleteFunc(judge(set, g, mutants[i]), func(f rule.Finding) bool { return known[key(f)] })
				out.Verdicts[i] = Verdict{Mutant: mutants[i], Fired: fired}
			}
		})
	}
	wg.Wait()
	return out
}

func key(f rule.Finding) string {
	return strings.Join([]string{f.Rule.ID, f.Resource.URN, f.Path}, "\x00")
}

func judge(set *rule.Set, g *rule.Graph, m Mutant) []rule.Finding {
	mutated := m.Mutated()
	resources := make([]*rule.Resource, 0, len(g.Resources))
	for _, r := range g.Resources {
		switch {
		case r != m.Resource:
			resources = append(resources, r)
		case mutated != nil:
			resources = append(resources, mutated)
		}
	}
	var fired []rule.Finding
	if mutated != nil {
		fired = set.Resource(mutated).Violations
	}
	return append(fired, set.Graph(rule.NewGraph(resources, g.Whole)).Violations...)
}
