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
				trials = append(trials, trialOf(r, f, filepath.Base(file)))
			}
			try(t, r, trials)
		})
	}
}

func trialOf(r *rule.Rule, f *Fixture, name string) trial {
	params := map[string]map[string]any{r.ID: numbers(f.Params)}
	return trial{rule: r, fixture: f, name: name, set: rule.NewSet([]*rule.Rule{enabled(r)}, rule.Options{Class: f.Class, Params: params})}
}

func (tr trial) graph(t *testing.T) *rule.Graph {
	g, err := tr.fixture.graph(false, true)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// spot is a place in the properties of one of a fixture's resources.
type spot struct {
	nth  int    // of the resource
	name string // of the resource
	path string
	way  []any // member names and positions
}

// spots are all places in the fixture's resources.
func (tr trial) spots(t *testing.T) []spot {
	var all []spot
	for i, r := range tr.graph(t).Resources {
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
