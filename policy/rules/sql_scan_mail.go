package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlScanMail = &rule.Rule{
	ID:       "TDM-SQL-023",
	Title:    "Reports of classic vulnerability assessments are mailed to those who act on them",
	Why:      "Results in a storage account are read by nobody, and the list of weaknesses only grows.",
	Fix:      "Let recurringScans.emails of the azure-native:sql:ServerVulnerabilityAssessment name an address, and leave recurringScans.emailSubscriptionAdmins true.",
	Severity: rule.Low,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.2.4 (2.0.0)"), rule.CIS("4.2.5 (2.0.0)"), rule.MCSB("PV-5"), rule.MCSB("PV-6"), rule.WAF("SE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-enable"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlScanClassicTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		demandAddressees(j, r.Get("recurringScans", "emails"))
		j.True(r.Get("recurringScans", "emailSubscriptionAdmins"), true)
	},
}
