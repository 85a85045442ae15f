package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drReadOnlyEndpoint = &rule.Rule{
	ID:       "TDM-DR-005",
	Title:    "Readers of the secondary do not fall back on the primary",
	Why:      "When the secondary is lost its readers would be sent to the primary, which then carries both loads in the hour in which it must not fail.",
	Fix:      "Set readOnlyEndpoint.failoverPolicy of the azure-native:sql:FailoverGroup to \"Disabled\".",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeFailoverGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("readOnlyEndpoint", "failoverPolicy"), "Disabled", "Disabled")
	},
}
