package ruletest

import (
	"maps"
	"path/filepath"
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
	for _, r := range rules {
		if len(r.Params) == 0 {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			var trials []trial
			for _, file := range files {
				f, err := Load(file)
				require.NoError(t, err)
				trials = append(trials, trial{rule: r, fixture: f, name: filepath.Base(file)})
			}
			for _, p := range r.Params {
				matters := slices.ContainsFunc(trials, func(tr trial) bool { return tr.turns(t, p) })
				require.True(t, matters || slices.Contains(besides, r.ID+"."+p.Name), "no fixture is judged otherwise for another value of %s", p.Name)
			}
		})
	}
}

// turns reports whether some value of a parameter changes the verdict on a
// fixture. All are tried, to see that none stops the rule.
func (tr trial) turns(t *testing.T, p rule.Param) (turns bool) {
	for _, v := range otherwise(p) {
		params := maps.Clone(tr.fixture.Params)
		if params == nil {
			params = map[string]any{}
		}
		params[p.Name] = v
		f := *tr.fixture
		f.Params = params
		report := trial{rule: tr.rule, fixture: &f, name: tr.name}.judge(t, tr.graph(t))
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
