package ruletest

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// trial is a fixture of a rule that is tried with one value after the other changed.
type trial struct {
	rule    *rule.Rule
	fixture *Fixture
	name    string // of its file
	set     *rule.Set
	// resources are the fixture's, which nobody changes.
	resources []*rule.Resource
}

// eachRule shows the fixtures of one rule after the other.
func eachRule(t *testing.T, rules []*rule.Rule, dir string, try func(t *testing.T, r *rule.Rule, trials []trial)) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			var trials []trial
			for _, file := range files {
				f, err := Load(file)
				require.NoError(t, err)
				g, err := f.graph(false, true)
				require.NoError(t, err)
				trials = append(trials, trial{rule: r, fixture: f, name: filepath.Base(file), set: setOf(r, f), resources: g.Resources})
			}
			try(t, r, trials)
		})
	}
}

// setOf makes the rule ready for a fixture.
func setOf(r *rule.Rule, f *Fixture) *rule.Set {
	return rule.NewSet([]*rule.Rule{enabled(r)}, rule.Options{Class: f.Class, Params: map[string]map[string]any{r.ID: numbers(f.Params)}})
}

// graph is the fixture's, in which the properties of the spot's resource are a copy
// of their own.
func (tr trial) graph(at spot) *rule.Graph {
	resources, own := slices.Clone(tr.resources), *tr.resources[at.nth]
	own.Props, _ = copied(own.Props, false).(map[string]any)
	resources[at.nth] = &own
	return rule.NewGraph(resources, true)
}

// spot is a place in the properties of one of a fixture's resources.
type spot struct {
	nth  int    // of the resource
	name string // of the resource
	path string
	way  []any // member names and positions
}

// spots are all places in the fixture's resources.
func (tr trial) spots() []spot {
	var all []spot
	for i, r := range tr.resources {
		all = append(all, below(r.Get(), spot{nth: i, name: r.Name})...)
	}
	return all
}

// below are the places below the one of a value.
func below(v rule.Value, at spot) []spot {
	var all []spot
	add := func(inner rule.Value, step any) {
		to := spot{at.nth, at.name, inner.Path(), append(slices.Clip(at.way), step)}
		all = append(all, to)
		all = append(all, below(inner, to)...)
	}
	for _, name := range v.Members() {
		add(v.Get(name), name)
	}
	for i, item := range v.Items() {
		add(item, i)
	}
	return all
}

// change changes the value at the place in a graph of the fixture.
func (s spot) change(g *rule.Graph, change func(any) any) {
	r := g.Resources[s.nth]
	r.Props, _ = changed(r.Props, s.way, change).(map[string]any)
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
