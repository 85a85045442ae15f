package ruletest

import (
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Cases tries every fixture below dir again and again, each time with one of its
// ARM ids in capitals: ARM does not mind case, nor does a verdict.
func Cases(t *testing.T, rules []*rule.Rule, dir string) {
	t.Helper()
	eachRule(t, rules, dir, func(t *testing.T, _ *rule.Rule, trials []trial) {
		for _, tr := range trials {
			tr.capitals(t)
		}
	})
}

func (tr trial) capitals(t *testing.T) {
	for _, at := range tr.spots() {
		g := tr.graph(at)
		if !at.raise(g) {
			continue
		}
		report := tr.set.All(g)
		if !sameElements(places(report.Violations), tr.fixture.Violated) || !sameElements(places(report.NotYetKnown), tr.fixture.Waits) {
			t.Errorf("%s: with %s of %s in capitals: %v, waiting for %v", tr.name, at.path, at.name, report.Violations, report.NotYetKnown)
		}
	}
}

// raise writes the ARM id at the place in capitals, if there is one: the value, or
// the member's name.
func (s spot) raise(g *rule.Graph) (raised bool) {
	last := len(s.way) - 1
	if name, ok := s.way[last].(string); ok && strings.HasPrefix(name, "/subscriptions/") {
		in := s
		in.way = s.way[:last]
		in.change(g, func(v any) any {
			object, ok := v.(map[string]any)
			if raised = ok; ok {
				object[strings.ToUpper(name)] = object[name]
				delete(object, name)
			}
			return v
		})
		return raised
	}
	s.change(g, func(v any) any {
		if text, ok := v.(string); ok && strings.HasPrefix(text, "/subscriptions/") {
			raised = true
			return strings.ToUpper(text)
		}
		return v
	})
	return raised
}
