package mutation

import (
	"encoding/json"
	"maps"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// halfway is how many half-made systems are judged.
const halfway = 100

// TestHalfMadeSystemsViolateNothing judges the system as previews see it when an
// earlier deployment was interrupted: some resources are there, the rest is not
// made yet, and what they return is not known.
func TestHalfMadeSystemsViolateNothing(t *testing.T) {
	whole := deployed(t)
	inputs := deployedInputs(t)
	set := rule.NewSet(rules.All(), rule.Options{Class: rule.Production})
	random := rand.New(rand.NewSource(1)) // the same systems every time
	waits := 0
	for range halfway {
		missing := notMade(whole, random, 0.3*random.Float64())
		var resources []*rule.Resource
		for _, r := range whole.Resources {
			if missing[r.URN] && r.Custom {
				r = planned(r, inputs[r.URN], missing)
			}
			resources = append(resources, r)
		}
		report := set.All(rule.NewGraph(resources, true))
		for _, f := range report.Violations {
			t.Errorf("%v, with %v not made yet", f, slices.Sorted(maps.Keys(missing)))
		}
		waits += len(report.NotYetKnown)
	}
	require.Positive(t, waits, "what is not known is waited for")
}

// notMade picks resources, and whatever depends on them.
func notMade(g *rule.Graph, random *rand.Rand, share float64) map[string]bool {
	missing := map[string]bool{}
	for _, r := range g.Resources {
		if random.Float64() < share {
			missing[r.URN] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for _, r := range g.Resources {
			if !missing[r.URN] && slices.ContainsFunc(slices.Concat(append(slices.Collect(maps.Values(r.PropertyDependencies)), r.Dependencies)...),
				func(urn string) bool { return missing[urn] }) {
				missing[r.URN], grown = true, true
			}
		}
	}
	return missing
}

// planned is a resource before it is made: its outputs are not known, nor are
// inputs that come from others that are not made.
func planned(r *rule.Resource, inputs map[string]any, missing map[string]bool) *rule.Resource {
	plan := *r
	plan.Props = maps.Clone(inputs)
	for name := range r.Props {
		if _, given := inputs[name]; !given {
			plan.Props[name] = rule.Unknown{}
		}
	}
	for name, urns := range r.PropertyDependencies {
		if slices.ContainsFunc(urns, func(urn string) bool { return missing[urn] }) {
			plan.Props[name] = rule.Unknown{}
		}
	}
	return &plan
}

// deployedInputs are the inputs of every resource, by URN.
func deployedInputs(t *testing.T) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for _, exported := range exports(t) {
		var file struct {
			Deployment struct {
				Resources []struct {
					URN    string         `json:"urn"`
					Inputs map[string]any `json:"inputs"`
				} `json:"resources"`
			} `json:"deployment"`
		}
		require.NoError(t, json.Unmarshal(exported, &file))
		for _, r := range file.Deployment.Resources {
			all[r.URN] = export.Object(r.Inputs)
		}
	}
	return all
}
