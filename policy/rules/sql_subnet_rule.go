package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlSubnetRule = &rule.Rule{
	ID:       "TDM-SQL-039",
	Title:    "Subnets that a SQL server lets in have the service endpoint",
	Why:      "A rule for a subnet without it lets nobody in, and looks in every review as if it did; the gap is then closed by opening the firewall.",
	Fix:      "Set ignoreMissingVnetServiceEndpoint of the azure-native:sql:VirtualNetworkRule to false; better, use a private endpoint.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/vnet-service-endpoint-rule-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLSubnetRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("ignoreMissingVnetServiceEndpoint"), false)
	},
}
