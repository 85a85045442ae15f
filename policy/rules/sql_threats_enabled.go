package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlThreatsEnabled = &rule.Rule{
	ID:       "TDM-SQL-015",
	Title:    "Threat detection of SQL servers is on",
	Why:      "A policy that is off raises no alert when someone injects statements or logs in from an unheard-of place.",
	Fix:      "Set state of the azure-native:sql:ServerSecurityAlertPolicy to \"Enabled\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.2.1 (2.0.0)"), rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLThreats},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("state"), nil, "Enabled")
	},
}
