package rules

import "github.com/tandem-platform/tandem/policy/rule"

// sqlAuditTypes are the auditing policies of a server.
var sqlAuditTypes = []string{typeSQLAudit, typeSQLAuditExtended}

var sqlAuditEnabled = &rule.Rule{
	ID:       "TDM-SQL-009",
	Title:    "Auditing policies of SQL servers are on",
	Why:      "A policy that is there but off looks like an audit and records nothing.",
	Fix:      "Set state of the azure-native:sql:ServerBlobAuditingPolicy to \"Enabled\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.1 (2.0.0)"), rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlAuditTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("state"), nil, "Enabled")
	},
}
