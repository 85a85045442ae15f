package ruletest

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Params tries every fixture below dir with other values of its rule's parameters.
// Each parameter has to change a verdict on some fixture, and none of its values,
// sensible or not, may stop a rule. Besides are those that only remedies read, as
// rule.name.
func Params(t *testing.T, rules []*rule.Rule, dir string, besides ...string) {
	t.Helper()
	eachRule(t, rules, dir, func(t *testing.T, r *rule.Rule, trials []trial) {
		for _, p := range r.Params {
			matters := false
			for _, tr := range trials {
				matters = tr.turns(p) || matters
			}
			require.True(t, matters || slices.Contains(besides, r.ID+"."+p.Name), "no fixture is judged otherwise for another value of %s", p.Name)
		}
	})
}

// turns reports whether some value of a parameter changes the verdict on a
// fixture. All are tried, to see that none stops the rule.
func (tr trial) turns(p rule.Param) (turns bool) {
	for _, v := range otherwise(p) {
		params := maps.Clone(tr.fixture.Params)
		if params == nil {
			params = map[string]any{}
		}
		params[p.Name] = v
		f := *tr.fixture
		f.Params = params
		report := setOf(tr.rule, &f).All(rule.NewGraph(tr.resources, true))
		turns = turns || !maps.Equal(unnamed(places(report.Violations)), unnamed(tr.fixture.Violated))
	}
	return turns
}

func otherwise(p rule.Param) []any {
	switch v := p.Production.(type) {
	case float64:
		return []any{-1.0, 0.0, 1.0, v / 2, v - 1, v + 1, v * 2, 1e6}
	case bool:
		return []any{!v}
	default:
		return []any{"", "(", "x", "9", "2100-01-01T00:00:00Z"}
	}
}
