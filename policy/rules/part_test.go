package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// A stack that holds zone groups and no endpoints is judged by itself in a plain
// preview: the endpoints are in another stack, and are no violation.
func TestZoneGroupsOfEndpointsInAnotherStack(t *testing.T) {
	group := &rule.Resource{
		URN: "urn:pulumi:dns::p::azure-native:network:PrivateDnsZoneGroup::sql", Name: "sql", Type: "azure-native:network:PrivateDnsZoneGroup", Custom: true,
		Props: map[string]any{"privateEndpointName": "pe-sql", "privateDnsZoneConfigs": []any{}},
	}
	for _, whole := range []bool{false, true} {
		var of []rule.Finding
		for _, f := range rule.NewSet(rules.All(), rule.Options{}).Graph(rule.NewGraph([]*rule.Resource{group}, whole)).Violations {
			if f.Rule.ID == "TDM-NET-007" {
				of = append(of, f)
			}
		}
		require.Equal(t, whole, len(of) > 0, "%v", of)
	}
}
