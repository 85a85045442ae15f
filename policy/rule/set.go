package rule

import (
	"cmp"
	"slices"
)

// Options say how rules are applied.
type Options struct {
	// Class of the environment; "" is Production.
	Class Class
	// Levels and Params override the rules' own, by rule ID.
	Levels map[string]Level
	Params map[string]map[string]any
}

// Report is what rules came to. Lists are sorted by rule, resource and path, then
// by what is said.
type Report struct {
	Violations []Finding
	// NotYetKnown are the values on which verdicts wait.
	NotYetKnown []Finding
	// NotJudged are the rules that need more of the system than they were shown.
	NotJudged []*Rule
}

// Set is rules made ready to run under options.
type Set struct {
	options Options
	byType  map[string][]*Rule
	graph   []*Rule
}

// NewSet prepares those rules that are not disabled.
func NewSet(rules []*Rule, o Options) *Set {
	if o.Class == "" {
		o.Class = Production
	}
	s := &Set{options: o, byType: map[string][]*Rule{}}
	for _, r := range rules {
		if s.Level(r) == Disabled {
			continue
		}
		if r.Scope != OneResource {
			s.graph = append(s.graph, r)
			continue
		}
		for _, t := range r.Types {
			s.byType[t] = append(s.byType[t], r)
		}
	}
	return s
}

// Level is the level of a rule under the options.
func (s *Set) Level(r *Rule) Level {
	if l, ok := s.options.Levels[r.ID]; ok {
		return l
	}
	return r.LevelIn(s.options.Class)
}

func (s *Set) judge(rule *Rule, r *Resource, out *verdicts) *Judge {
	return &Judge{rule: rule, resource: r, params: s.options.Params[rule.ID], class: s.options.Class, out: out}
}

// Resource runs the rules of one resource.
func (s *Set) Resource(r *Resource) Report {
	var out verdicts
	s.resource(r, &out)
	return out.report(nil)
}

func (s *Set) resource(r *Resource, out *verdicts) {
	of := s.byType[r.Type]
	if len(of) == 0 || r.External {
		return
	}
	var at *Rule
	defer func() { named(recover(), at, r) }()
	j := s.judge(of[0], r, out)
	for _, at = range of {
		j.rule, j.params = at, s.options.Params[at.ID]
		at.Check(r, j)
	}
}

// Remediate has a rule set what is safe to set, in properties that are a copy of
// the resource's, and reports whether it set anything.
func (s *Set) Remediate(rule *Rule, r *Resource, props map[string]any) bool {
	defer func() { named(recover(), rule, r) }()
	return rule.Remediate(r, s.judge(rule, r, &verdicts{}), props)
}

// Graph runs the rules over graphs. Those of a whole system are run only on a
// whole graph, else they are reported as not judged.
func (s *Set) Graph(g *Graph) Report {
	var out verdicts
	return out.report(s.overGraph(g, &out))
}

func (s *Set) overGraph(g *Graph, out *verdicts) (notJudged []*Rule) {
	var at *Rule
	defer func() { named(recover(), at, nil) }()
	j := Judge{class: s.options.Class, out: out}
	for _, at = range s.graph {
		if at.Scope == System && !g.Whole {
			notJudged = append(notJudged, at)
			continue
		}
		j.rule, j.params = at, s.options.Params[at.ID]
		at.CheckGraph(g, &j)
	}
	return notJudged
}

// All runs every rule: on each resource, and on the graph.
func (s *Set) All(g *Graph) Report {
	var out verdicts
	for _, r := range g.Resources {
		s.resource(r, &out)
	}
	return out.report(s.overGraph(g, &out))
}

func (o *verdicts) report(notJudged []*Rule) Report {
	return Report{Violations: ordered(o.violations), NotYetKnown: ordered(o.unknowns), NotJudged: notJudged}
}

// ordered sorts findings and leaves out what is said twice.
func ordered(findings []Finding) []Finding {
	slices.SortStableFunc(findings, before)
	return slices.Compact(findings)
}

func before(a, b Finding) int {
	if a.Rule != b.Rule {
		if c := cmp.Compare(a.Rule.ID, b.Rule.ID); c != 0 {
			return c
		}
	}
	if a.Resource != b.Resource {
		if c := cmp.Compare(a.Resource.URN, b.Resource.URN); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(a.Path, b.Path); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Found, b.Found), cmp.Compare(a.Want, b.Want))
}
