package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlThreatsAdmins = &rule.Rule{
	ID:       "TDM-SQL-019",
	Title:    "Alerts about SQL servers are mailed to the subscription's administrators, too",
	Why:      "A list of addresses grows stale; the subscription's administrators are those who can act, and change with their roles.",
	Fix:      "Set emailAccountAdmins of the azure-native:sql:ServerSecurityAlertPolicy to true.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IR-2"), rule.WAF("SE:12")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLThreats},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("emailAccountAdmins"), false)
	},
}
