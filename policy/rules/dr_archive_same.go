package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drArchiveSame = &rule.Rule{
	ID:       "TDM-DR-018",
	Title:    "Long-term backups of both databases of a failover group are kept equally long",
	Why:      "From the day of a failover the secondary's policy counts; with a shorter one the years after it are missing, and nobody notices for years.",
	Fix:      "Give the azure-native:sql:LongTermRetentionPolicy of both databases the same weeklyRetention, monthlyRetention, yearlyRetention and weekOfYear.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/long-term-retention-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "databaseName", sqlDatabaseOf, drLongTypes...)
		for _, pair := range drDatabases(g, j) {
			for _, policies := range drTwins(j, owned, pair) {
				for _, kept := range []string{"weeklyRetention", "monthlyRetention", "yearlyRetention"} {
					policies.same(j, "PT0S", drWantLonger, kept)
				}
				policies.same(j, nil, drSecondary, "weekOfYear")
			}
		}
	},
}
