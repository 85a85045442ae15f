// Package mutation proves the policy pack on the system itself: whatever is
// broken in it, one property at a time, a rule notices, or survivors.yaml of
// policy/mutate says why none needs to.
package mutation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/mutate"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
	"github.com/tandem-platform/tandem/policy/ruletest"
	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m, rig.Prepared)) }

// leastMutants is what there must be, so that a generator that finds nothing
// proves nothing.
const leastMutants = 6000

// sample is how many mutants are judged by all rules.
const sample = 30

func TestEveryMutantIsNoticedOrExplained(t *testing.T) {
	g := deployed(t)
	mutants, err := mutate.Generate(g)
	require.NoError(t, err)
	outcome := mutate.Run(rules.All(), rule.Options{Class: rule.Production}, g, mutants)
	rows, err := mutate.Survivors()
	require.NoError(t, err)

	byKind, all := outcome.Totals()
	t.Logf("%d resources, %d rules: %s", len(g.Resources), len(rules.All()), all)
	for _, total := range byKind {
		t.Log(total)
	}
	unknown, err := mutate.Unknown(g)
	require.NoError(t, err)
	t.Logf("broken only in what is set, for want of a specification: %v", unknown)
	require.Greater(t, all.Generated, leastMutants)

	t.Run("the unbroken system", func(t *testing.T) {
		for _, f := range outcome.Before {
			t.Errorf("violated: %v", f)
		}
	})
	t.Run("a sample, judged by all rules", func(t *testing.T) { judgedByAll(t, g, outcome) })
	t.Run("survivors", func(t *testing.T) {
		c := mutate.Classify(rows, outcome.Verdicts)
		for _, place := range mutate.Places(c.Unclassified) {
			t.Errorf("no rule notices, and no row of survivors.yaml says why: %s", place)
		}
		for _, place := range mutate.Places(c.Missing) {
			t.Errorf("a rule is missing: %s", place)
		}
		for _, row := range c.Stale {
			t.Errorf("no survivor matches this row of survivors.yaml any more, delete it: %s", row)
		}
	})
	t.Run("collateral", func(t *testing.T) {
		allowed, err := mutate.Allowances()
		require.NoError(t, err)
		found, stale := outcome.Collateral(g, allowed)
		for _, c := range found {
			t.Errorf("%s makes a rule complain of another resource, and no row of collateral.yaml says why: %v", c.Mutant.ID, c.Finding)
		}
		for _, row := range stale {
			t.Errorf("no mutant needs this rule in this row of collateral.yaml any more, take it out: %s", row)
		}
	})
	t.Run("silent rules", func(t *testing.T) { silent(t, g, outcome, mutants) })
}

// judgedByAll lets all rules judge some of the mutants, those too that the run did
// not ask, because nothing of what they read has changed: they come to the same.
func judgedByAll(t *testing.T, g *rule.Graph, outcome mutate.Outcome) {
	set := rule.NewSet(rules.All(), rule.Options{Class: rule.Production})
	lines := func(findings []rule.Finding) map[string]bool {
		all := map[string]bool{}
		for _, f := range findings {
			all[f.Resource.URN+" "+f.String()] = true
		}
		return all
	}
	for i := 0; i < len(outcome.Verdicts); i += len(outcome.Verdicts) / sample {
		v := outcome.Verdicts[i]
		resources := slices.Clone(g.Resources)
		at := slices.Index(resources, v.Mutant.Resource)
		if mutated := v.Mutant.Mutated(); mutated != nil {
			resources[at] = mutated
		} else {
			resources = slices.Delete(resources, at, at+1)
		}
		whole := set.All(rule.NewGraph(resources, true)).Violations
		require.Equal(t, lines(whole), lines(v.Fired), v.Mutant.ID)
	}
}

// deployed is the graph of the system that the sandbox holds.
func deployed(t *testing.T) *rule.Graph {
	t.Helper()
	var all []*rule.Resource
	for _, exported := range exports(t) {
		resources, err := export.Resources(exported)
		require.NoError(t, err)
		require.NotEmpty(t, resources)
		all = append(all, resources...)
	}
	return rule.NewGraph(all, true)
}

// exports are the deployed stacks, as pulumi stack export writes them.
func exports(t *testing.T) [][]byte {
	t.Helper()
	home := rig.Deployed(t)
	var all [][]byte
	for _, stack := range []string{"blue", "green", "global"} {
		raw, err := os.ReadFile(filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", stack+".json"))
		require.NoError(t, err)
		var file struct {
			Checkpoint struct {
				Latest json.RawMessage `json:"latest"`
			} `json:"checkpoint"`
		}
		require.NoError(t, json.Unmarshal(raw, &file))
		exported, err := json.Marshal(map[string]any{"deployment": file.Checkpoint.Latest})
		require.NoError(t, err)
		all = append(all, exported)
	}
	return all
}

// silent requires that each rule is provoked by some mutant, unless it is
// disabled or about resources that the system does not have.
func silent(t *testing.T, g *rule.Graph, outcome mutate.Outcome, mutants []mutate.Mutant) {
	var foreign, disabled, together []string
	left := outcome.Silent(rules.All())
	why, err := mutate.SilentRows()
	require.NoError(t, err)
	swept := mutate.Sweeps(left, rule.Options{Class: rule.Production}, g, mutants)
	for _, r := range left {
		switch {
		case slices.Contains(swept, r):
			together = append(together, r.ID)
		case why[r.ID] != "":
			t.Logf("%s is silent: %s", r.ID, why[r.ID])
		case r.LevelIn(rule.Production) == rule.Disabled:
			disabled = append(disabled, r.ID)
		case notInUse(t, g, r):
			foreign = append(foreign, r.ID)
		default:
			t.Errorf("no mutant provokes %s (%s), although the system has what it is about", r.ID, r.Title)
		}
	}
	for id := range why {
		require.True(t, slices.ContainsFunc(left, func(r *rule.Rule) bool { return r.ID == id }), "silent.yaml explains %s, which some mutant provokes: delete the row", id)
	}
	t.Logf("provoked only by several mutants at once: %v", together)
	t.Logf("disabled: %v", disabled)
	t.Logf("about resources, a class or parameters that the system does not have: %v", foreign)
}

// notInUse tells whether a rule is about what the system does not have: whatever its
// fixtures show to be wrong is of another type, in a test environment, or so by
// parameters that are not the default ones.
func notInUse(t *testing.T, g *rule.Graph, r *rule.Rule) bool {
	files, err := filepath.Glob(filepath.Join("..", "..", "policy", "rules", "testdata", r.ID, "bad*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return !slices.ContainsFunc(files, func(file string) bool {
		f, err := ruletest.Load(file)
		require.NoError(t, err)
		if f.Class == rule.Test || len(f.Params) > 0 {
			return false
		}
		for _, r := range f.Resources {
			wrong := slices.ContainsFunc(f.Violated, func(at ruletest.Place) bool { return at.Resource == r.Name })
			if wrong && len(g.OfType(r.Type)) > 0 {
				return true
			}
		}
		return false
	})
}
