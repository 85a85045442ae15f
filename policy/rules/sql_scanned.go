package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlScanned = &rule.Rule{
	ID:       "TDM-SQL-020",
	Title:    "Every SQL server is scanned for weaknesses",
	Why:      "Excess permissions, exposed procedures and missing settings inside the database are seen by no deployment; only a scan finds them before an intruder does.",
	Fix:      "Add an azure-native:sql:SqlVulnerabilityAssessmentsSetting with serverName of the server, vulnerabilityAssessmentName \"default\" and state \"Enabled\".",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-5"), rule.WAF("SE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ownedBy(g, "serverName", sqlServerOf, typeSQLScan, typeSQLScanClassic).each(j, g.OfType(typeServer), "scanned by nothing", "a vulnerability assessment")
	},
}
