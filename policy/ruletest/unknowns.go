package ruletest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Unknowns tries every fixture below dir again and again, each time with one of
// its values not known yet. What violates nothing must not be told to violate
// anything: the value may turn out to be the one that stands there. And what
// violates the rule at a property must not be passed over when that property is
// not known.
func Unknowns(t *testing.T, rules []*rule.Rule, dir string) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			for _, file := range files {
				f, err := Load(file)
				require.NoError(t, err)
				tried := trial{rule: r, fixture: f, name: filepath.Base(file)}
				switch Sort(file) {
				case "good":
					tried.good(t)
				case "bad", "absent":
					tried.bad(t)
				}
			}
		})
	}
}

// trial is a fixture of a rule with one value after the other not known.
type trial struct {
	rule    *rule.Rule
	fixture *Fixture
	name    string
}

func (tr trial) judge(t *testing.T, g *rule.Graph) rule.Report {
	t.Helper()
	params := map[string]map[string]any{tr.rule.ID: numbers(tr.fixture.Params)}
	return rule.NewSet([]*rule.Rule{enabled(tr.rule)}, rule.Options{Class: tr.fixture.Class, Params: params}).All(g)
}

func (tr trial) graph(t *testing.T) *rule.Graph {
	t.Helper()
	g, err := tr.fixture.graph(false, true)
	require.NoError(t, err)
	return g
}

func (tr trial) good(t *testing.T) {
	for i, r := range tr.graph(t).Resources {
		for _, at := range spots(r.Get(), nil) {
			g := tr.graph(t)
			at.hide(g.Resources[i])
			for _, f := range tr.judge(t, g).Violations {
				t.Errorf("%s: with %s of %s not known: %v", tr.name, at.path, r.Name, f)
			}
		}
	}
}

func (tr trial) bad(t *testing.T) {
	at := map[Place]bool{}
	for _, p := range tr.fixture.Violated {
		at[p] = true
	}
	for i, r := range tr.graph(t).Resources {
		for _, spot := range append(spots(r.Get(), nil), missing(r, at)...) {
			path := position.ReplaceAllString(spot.path, "[]")
			if !at[Place{r.Name, path}] || told(r, spot) {
				continue
			}
			g := tr.graph(t)
			spot.hide(g.Resources[i])
			report := tr.judge(t, g)
			if len(report.NotYetKnown) == 0 && !finds(report.Violations, r.Name, path) {
				t.Errorf("%s %s: with %s of %s not known nothing is said of it", tr.rule.ID, tr.name, spot.path, r.Name)
			}
		}
	}
}

// told reports whether what the property comes from tells what it will be.
func told(r *rule.Resource, s spot) bool {
	top, _, _ := strings.Cut(s.path, ".")
	top, _, _ = strings.Cut(top, "[")
	return len(r.PropertyDependencies[top]) > 0
}

func finds(findings []rule.Finding, resource, path string) bool {
	for _, f := range findings {
		if f.Resource.Name == resource && position.ReplaceAllString(f.Path, "[]") == path {
			return true
		}
	}
	return false
}

// spot is a place in a resource's properties: member names and positions.
type spot struct {
	path string
	way  []any // string or int
}

// spots are the places below a value.
func spots(v rule.Value, way []any) []spot {
	var all []spot
	add := func(below rule.Value, step any) {
		to := append(append([]any{}, way...), step)
		all = append(all, spot{below.Path(), to})
		all = append(all, spots(below, to)...)
	}
	for _, name := range v.Members() {
		add(v.Get(name), name)
	}
	for i, item := range v.Items() {
		add(item, i)
	}
	return all
}

// missing are the places of properties that are not set and violate the rule for it.
func missing(r *rule.Resource, at map[Place]bool) []spot {
	var all []spot
	for p := range at {
		names := strings.Split(p.Path, ".")
		if p.Resource != r.Name || p.Path == "" || strings.Contains(p.Path, "[") || !r.Get(names...).Absent() {
			continue
		}
		var way []any
		for _, name := range names {
			way = append(way, name)
		}
		all = append(all, spot{p.Path, way})
	}
	return all
}

// hide makes the value at the place one that is not known yet.
func (s spot) hide(r *rule.Resource) {
	r.Props, _ = changed(r.Props, s.way, func(any) any { return rule.Unknown{} }).(map[string]any)
}

// changed is a tree with the value at the end of the way changed.
func changed(at any, way []any, change func(any) any) any {
	if len(way) == 0 {
		return change(at)
	}
	switch v := at.(type) {
	case rule.Secret:
		return rule.Secret{Value: changed(v.Value, way, change)}
	case []any:
		if i, ok := way[0].(int); ok {
			v[i] = changed(v[i], way[1:], change)
		}
		return v
	}
	object, ok := at.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	if name, ok := way[0].(string); ok {
		object[name] = changed(object[name], way[1:], change)
	}
	return object
}
