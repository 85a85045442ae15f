package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drRestoreDeclared = &rule.Rule{
	ID:       "TDM-DR-013",
	Title:    "Every database says how far back it can be restored",
	Why:      "Retention is not copied to the secondary: without a policy of its own it falls back to seven days, which is noticed when the eighth is needed.",
	Fix:      "Add an azure-native:sql:BackupShortTermRetentionPolicy with serverName and databaseName of the database, on the primary and on the secondary.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ownedBy(g, "databaseName", sqlDatabaseOf, typeSQLShortRetention).each(j, sqlUserDatabases(g), "without a retention of its backups", "a short-term retention policy")
	},
}
