package ruletest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Cases tries every fixture below dir again and again, each time with one of its
// ARM ids in capitals: ARM does not mind case, nor does a verdict.
func Cases(t *testing.T, rules []*rule.Rule, dir string) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			for _, file := range files {
				f, err := Load(file)
				require.NoError(t, err)
				trial{rule: r, fixture: f, name: filepath.Base(file)}.capitals(t)
			}
		})
	}
}

func (tr trial) capitals(t *testing.T) {
	for i, r := range tr.graph(t).Resources {
		for _, at := range spots(r.Get(), nil) {
			g := tr.graph(t)
			if !at.raise(g.Resources[i]) {
				continue
			}
			report := tr.judge(t, g)
			if !sameElements(places(report.Violations), tr.fixture.Violated) || !sameElements(places(report.NotYetKnown), tr.fixture.Waits) {
				t.Errorf("%s %s: with %s of %s in capitals: %v, waiting for %v", tr.rule.ID, tr.name, at.path, r.Name, report.Violations, report.NotYetKnown)
			}
		}
	}
}

// raise writes the ARM id at the place in capitals, if there is one.
func (s spot) raise(r *rule.Resource) (raised bool) {
	r.Props, _ = changed(r.Props, s.way, func(v any) any {
		if text, ok := v.(string); ok && strings.HasPrefix(text, "/subscriptions/") {
			raised = true
			return strings.ToUpper(text)
		}
		return v
	}).(map[string]any)
	return raised
}
