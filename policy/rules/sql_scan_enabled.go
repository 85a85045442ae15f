package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlScanEnabled = &rule.Rule{
	ID:       "TDM-SQL-021",
	Title:    "Vulnerability assessment of SQL servers is on",
	Why:      "A setting that is there but off finds nothing.",
	Fix:      "Set state of the azure-native:sql:SqlVulnerabilityAssessmentsSetting to \"Enabled\".",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.2.2 (2.0.0)"), rule.MCSB("PV-5"), rule.WAF("SE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-enable"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLScan},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("state"), nil, "Enabled")
	},
}
