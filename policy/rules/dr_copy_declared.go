package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drCopyDeclared = &rule.Rule{
	ID:       "TDM-DR-007",
	Title:    "The program holds both databases of a failover group",
	Why:      "Azure makes the secondary by itself, and then nobody declares its zones, backups and retention: after a failover the system runs on defaults.",
	Fix:      "Add an azure-native:sql:Database on the partner's server with the same databaseName, createMode \"Secondary\" and sourceDatabaseId of the primary.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, c := range drCopies(g, j) {
			if c.there == nil && c.elsewhere == nil {
				j.On(c.primary).Missing("without a secondary in the program", "a database on "+c.partner.Name+" that is made as its copy")
			}
		}
	},
}
