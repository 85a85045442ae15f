package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drRestoreDays = &rule.Rule{
	ID:       "TDM-DR-014",
	Title:    "Databases can be restored to any moment of the last weeks",
	Why:      "A wrong deletion is often found at the end of a month; a secondary does not help, since it has deleted, too.",
	Fix:      "Set retentionDays of the azure-native:sql:BackupShortTermRetentionPolicy to at least 14; up to 35 are possible.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "days", Doc: "The fewest days back to which a database can be restored.", Production: 14.0, Test: 7.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeSQLShortRetention},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtLeast(r.Get("retentionDays"), 7.0, j.Number("days"))
	},
}
