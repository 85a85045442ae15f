package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlAuditRetention = &rule.Rule{
	ID:       "TDM-SQL-012",
	Title:    "SQL audit and alert records in storage are kept for more than 90 days",
	Why:      "Intruders are found months after they came; by then short-lived records are gone.",
	Fix:      "Set retentionDays of the azure-native:sql:ServerBlobAuditingPolicy, and of the ServerSecurityAlertPolicy, to 0 (for ever) or to at least 91.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.6 (2.0.0)"), rule.MCSB("LT-6"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-overview"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "days", Doc: "The fewest days that records are kept.", Production: 91.0, Test: 91.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeSQLAudit, typeSQLAuditExtended, typeSQLThreats},
	Check: func(r *rule.Resource, j *rule.Judge) {
		days := r.Get("retentionDays")
		if days.Kind() == rule.KindNumber && days.Number() == 0 {
			return
		}
		j.AtLeast(days, j.Number("days"), j.Number("days"))
	},
}
