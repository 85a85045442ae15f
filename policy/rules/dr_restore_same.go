package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drRestoreSame = &rule.Rule{
	ID:       "TDM-DR-015",
	Title:    "Both databases of a failover group can be restored equally far back",
	Why:      "From the day of a failover the secondary's retention counts; a shorter one throws away days that everybody counts on, and they do not come back.",
	Fix:      "Give the azure-native:sql:BackupShortTermRetentionPolicy of both databases the same retentionDays and diffBackupIntervalInHours.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "databaseName", sqlDatabaseOf, typeSQLShortRetention)
		for _, pair := range drDatabases(g, j) {
			for _, policies := range drTwins(j, owned, pair) {
				policies.same(j, 7.0, drWantMore, "retentionDays")
				policies.same(j, nil, drWantLess, "diffBackupIntervalInHours")
			}
		}
	},
}

// drWantLess says that it is the one with the larger number, or without any.
func drWantLess(primary, secondary rule.Value) bool {
	return primary.Absent() || secondary.Known() && primary.Number() > secondary.Number()
}
