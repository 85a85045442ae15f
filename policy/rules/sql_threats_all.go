package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlThreatsAll = &rule.Rule{
	ID:       "TDM-SQL-017",
	Title:    "Threat detection of SQL servers leaves nothing out",
	Why:      "A kind of alert that was switched off once, against noise, stays off: the next attack of that kind is not reported.",
	Fix:      "Remove every entry of disabledAlerts of the azure-native:sql:ServerSecurityAlertPolicy.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-1"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLThreats},
	Check: func(r *rule.Resource, j *rule.Judge) {
		items, _ := j.ItemsOf(r.Get("disabledAlerts"))
		for _, item := range items {
			if text, ok := j.TextOf(item); ok && text != "" {
				j.Violated(item, "no alert that is disabled")
			}
		}
	},
}
