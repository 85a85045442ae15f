package rules_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

func TestTagsAreSetToValuesWithBlanks(t *testing.T) {
	all := rules.All()
	tags := all[slices.IndexFunc(all, func(r *rule.Rule) bool { return r.ID == "TDM-RES-001" })]
	set := rule.NewSet(nil, rule.Options{Params: map[string]map[string]any{tags.ID: {"values": "owner=Team Shop, costs = 4711"}}})
	props := map[string]any{}
	require.True(t, set.Remediate(tags, &rule.Resource{Type: "azure-native:web:AppServicePlan"}, props))
	require.Equal(t, map[string]any{"tags": map[string]any{"owner": "Team Shop", "costs": "4711"}}, props)
}
