package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drArchiveDeclared = &rule.Rule{
	ID:        "TDM-DR-016",
	Title:     "Every database has long-term backups",
	Why:       "What was deleted or falsified more than five weeks ago cannot be restored from short-term backups; and the policy is not copied to the secondary.",
	Fix:       "Add an azure-native:sql:LongTermRetentionPolicy with serverName and databaseName of the database, on the primary and on the secondary.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-sql/database/long-term-retention-overview"},
	Since:     "0.1.0",
	Scope:     rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ownedBy(g, "databaseName", sqlDatabaseOf, drLongTypes...).each(j, sqlUserDatabases(g), "without long-term backups", "a long-term retention policy")
	},
}
