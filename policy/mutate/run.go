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
// A rule over a graph that never read the changed property of the unbroken
// graph's resource comes to the same again, and is not asked.
func Run(rules []*rule.Rule, options rule.Options, g *rule.Graph, mutants []Mutant) Outcome {
	own := rule.NewSet(rules, options)
	out := Outcome{Before: own.All(g).Violations, Verdicts: make([]Verdict, len(mutants))}
	known := map[string]bool{}
	for _, f := range out.Before {
		known[key(f)] = true
	}
	readers := watch(rules, options, g)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(mutants); i = int(next.Add(1)) - 1 {
				fired := slices.DeleteFunc(judge(own, readers, g, mutants[i]), func(f rule.Finding) bool { return known[key(f)] })
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

// reader is a rule over a graph, and what it read of the unbroken graph: the
// names of top-level properties, by URN; "" is all, [rule.Names] what names
// anything.
type reader struct {
	set  *rule.Set
	read map[string]map[string]bool
}

// watch lets each rule over a graph judge the unbroken graph and notes what it reads.
func watch(rules []*rule.Rule, options rule.Options, g *rule.Graph) []*reader {
	var readers []*reader
	for _, r := range rules {
		if r.Scope == rule.OneResource {
			continue
		}
		at := &reader{set: rule.NewSet([]*rule.Rule{r}, options), read: map[string]map[string]bool{}}
		var watched []*rule.Resource
		for _, resource := range g.Resources {
			names := map[string]bool{}
			at.read[resource.URN] = names
			watched = append(watched, resource.Watched(func(property string) { names[property] = true }))
		}
		at.set.Graph(rule.NewGraph(watched, g.Whole))
		readers = append(readers, at)
	}
	return readers
}

// minds tells whether the rule may come to something else about a mutant.
func (r *reader) minds(m Mutant, mutated *rule.Resource) bool {
	if len(m.place) == 0 || m.id != "" {
		return true
	}
	top, names := m.place[0].name, r.read[m.Resource.URN]
	return names[top] || names[""] || names[rule.Names] && (rule.NamesAny(m.Resource.Props[top]) || rule.NamesAny(mutated.Props[top]))
}

func judge(own *rule.Set, readers []*reader, g *rule.Graph, m Mutant) []rule.Finding {
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
		fired = own.Resource(mutated).Violations
	}
	broken := rule.NewGraph(resources, g.Whole)
	for _, r := range readers {
		if r.minds(m, mutated) {
			fired = append(fired, r.set.Graph(broken).Violations...)
		}
	}
	return fired
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
	set := rule.NewSet(rules, options)
	var noticed []*rule.Rule
	for _, sweep := range together {
		if len(sweep) < 2 {
			continue
		}
		swept := slices.Clone(g.Resources)
		for i, r := range swept {
			if m, ok := sweep[r]; ok {
				swept[i] = m.Mutated()
			}
		}
		for _, f := range set.Graph(rule.NewGraph(swept, g.Whole)).Violations {
			if !slices.Contains(noticed, f.Rule) {
				noticed = append(noticed, f.Rule)
			}
		}
	}
	return noticed
}
