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

// Run asks rules about every mutant: those of one resource about the mutated
// one, those over a graph about the whole graph with the mutated resource in it.
// A rule over a graph that meets nothing of what has changed comes to the same
// again, and is not asked.
func Run(rules []*rule.Rule, options rule.Options, g *rule.Graph, mutants []Mutant) Outcome {
	out := Outcome{Before: rule.NewSet(rules, options).All(g).Violations, Verdicts: make([]Verdict, len(mutants))}
	known := map[string]bool{}
	for _, f := range out.Before {
		known[key(f)] = true
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			trial := rule.NewTrial(rules, options, g)
			for i := int(next.Add(1)) - 1; i < len(mutants); i = int(next.Add(1)) - 1 {
				m := mutants[i]
				fired := slices.DeleteFunc(trial.Violations(rule.Change{Of: m.Resource, To: m.Mutated()}), func(f rule.Finding) bool { return known[key(f)] })
				out.Verdicts[i] = Verdict{Mutant: m, Fired: fired}
			}
		})
	}
	wg.Wait()
	return out
}

func key(f rule.Finding) string {
	return strings.Join([]string{f.Rule.ID, f.Resource.URN, f.Path}, "\x00")
}

// Sweeps asks rules over a graph about many mutants of one stack at once: all
// that change the same property of whatever resources to the same value. There
// are demands that no single change breaks, such as that stamps lie in different
// regions. It returns those rules that notice.
func Sweeps(rules []*rule.Rule, options rule.Options, g *rule.Graph, mutants []Mutant) []*rule.Rule {
	together := map[string]map[*rule.Resource]Mutant{}
	for _, m := range mutants {
		if m.Kind != Gone && len(m.place) > 0 {
			key := strings.Join([]string{m.Resource.Stack(), m.Path, string(m.Kind), show(m.New)}, "\x00")
			if together[key] == nil {
				together[key] = map[*rule.Resource]Mutant{}
			}
			together[key][m.Resource] = m
		}
	}
	over := slices.DeleteFunc(slices.Clone(rules), func(r *rule.Rule) bool { return r.Scope == rule.OneResource })
	trial := rule.NewTrial(over, options, g)
	var noticed []*rule.Rule
	for _, sweep := range together {
		if len(sweep) < 2 {
			continue
		}
		var changes []rule.Change
		for r, m := range sweep {
			changes = append(changes, rule.Change{Of: r, To: m.Mutated()})
		}
		for _, f := range trial.Violations(changes...) {
			if !slices.Contains(noticed, f.Rule) {
				noticed = append(noticed, f.Rule)
			}
		}
	}
	return noticed
}
