package rules

import "github.com/tandem-platform/tandem/policy/rule"

// sqlScanClassicTypes are the assessments that keep their results in a storage account.
var sqlScanClassicTypes = []string{typeSQLScanClassic, typeSQLScanDatabase}

var sqlScanRecurring = &rule.Rule{
	ID:       "TDM-SQL-022",
	Title:    "Classic vulnerability assessments of databases run every week",
	Why:      "A scan that somebody has to start is run once; every permission granted later goes unseen.",
	Fix:      "Set recurringScans.isEnabled of the azure-native:sql:ServerVulnerabilityAssessment to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.2.3 (2.0.0)"), rule.MCSB("PV-5"), rule.WAF("SE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-enable"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlScanClassicTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("recurringScans", "isEnabled"), false)
	},
}
