package ruletest

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Unknowns tries every fixture below dir again and again, each time with one of
// its values not known yet. What violates nothing must not be told to violate
// anything: the value may turn out to be the one that stands there. And what
// violates the rule must not be passed over, whichever value is not known: as many
// violations are told as before, or something more waits. When the value is the
// violating property, or what it stands in, that is told of it.
//
// Two kinds of values are not tried. A tag, where no tag is what violates: the
// program writes it, the engine knows it before anything is made, and where it says
// to which stamp a resource belongs every rule about stamps would wait for every
// tag. And what a fixture says the origin of (dependsOn): it is as good as known.
func Unknowns(t *testing.T, rules []*rule.Rule, dir string) {
	t.Helper()
	eachRule(t, rules, dir, func(t *testing.T, _ *rule.Rule, trials []trial) {
		for _, tr := range trials {
			switch Sort(tr.name) {
			case "good":
				tr.good(t)
			case "bad", "absent":
				tr.bad(t)
			}
		}
	})
}

func (tr trial) good(t *testing.T) {
	for _, at := range tr.spots() {
		g := tr.graph(at)
		at.hide(g)
		for _, f := range tr.set.All(g).Violations {
			t.Errorf("%s: with %s of %s not known: %v", tr.name, at.path, at.name, f)
		}
	}
}

func (tr trial) bad(t *testing.T) {
	for _, at := range append(tr.spots(), tr.missing()...) {
		below := func(p Place) bool { return p.Resource == at.name && stands(p.Path, unnumbered(at.path)) }
		violates := slices.ContainsFunc(tr.fixture.Violated, below)
		if told(tr.resources[at.nth], at) || at.way[0] == "tags" && !violates {
			continue
		}
		g := tr.graph(at)
		at.hide(g)
		report := tr.set.All(g)
		left := places(report.Violations)
		waits := slices.ContainsFunc(places(report.NotYetKnown), func(p Place) bool { return !slices.Contains(tr.fixture.Waits, p) })
		if !waits && (len(left) < len(tr.fixture.Violated) || violates && !slices.ContainsFunc(left, below)) {
			t.Errorf("%s: with %s of %s not known nothing is said of it", tr.name, at.path, at.name)
		}
	}
}

// stands reports whether a path is one of an object or a list, or leads into it.
func stands(path, in string) bool {
	rest, ok := strings.CutPrefix(path, in)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// told reports whether what the property comes from tells what it will be.
func told(r *rule.Resource, s spot) bool {
	top, _ := s.way[0].(string)
	return len(r.PropertyDependencies[top]) > 0
}

// missing are the places of properties that are not set and violate the rule for
// it, and of what they would stand in.
func (tr trial) missing() []spot {
	var all []spot
	for i, r := range tr.resources {
		for _, p := range tr.fixture.Violated {
			if p.Resource != r.Name || p.Path == "" || strings.Contains(p.Path, "[") {
				continue
			}
			var way []any
			var names []string
			for _, name := range strings.Split(p.Path, ".") {
				way, names = append(slices.Clip(way), name), append(names, name)
				if r.Get(names...).Absent() {
					all = append(all, spot{i, r.Name, strings.Join(names, "."), way})
				}
			}
		}
	}
	return all
}

// hide makes the value at the place one that is not known yet.
func (s spot) hide(g *rule.Graph) {
	s.change(g, func(any) any { return rule.Unknown{} })
}
