package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlPublicAccess = &rule.Rule{
	ID:       "TDM-SQL-005",
	Title:    "SQL servers are not reachable from the internet",
	Why:      "With public access on, one firewall rule or one stolen token is all that stands between the internet and the data.",
	Fix:      "Set publicNetworkAccess of the azure-native:sql:Server to \"Disabled\" and reach it through private endpoints.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("publicNetworkAccess"), "Enabled", "Disabled", "SecuredByPerimeter")
	},
}
