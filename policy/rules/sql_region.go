package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlRegion = &rule.Rule{
	ID:       "TDM-SQL-037",
	Title:    "A database and its pool are declared in the region of their server",
	Why:      "A database lies where its server lies; a program that says otherwise fails to deploy, or plans a recovery on a region in which there is nothing.",
	Fix:      "Set location of the azure-native:sql:Database or ElasticPool to its server's location.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/logical-servers"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, r := range g.OfType(typeDatabase, typeSQLPool) {
			server, known := sqlServerOf(g, r)
			if !known {
				j.On(r).NotYetKnown(r.Get("serverName"))
			}
			if server == nil || r.Get("location").Absent() || astray(g, server) != "" {
				continue
			}
			here, ok := drRegion(j, r)
			there, also := drRegion(j, server)
			if ok && also && here != there {
				j.On(r).Violated(r.Get("location"), shown(server.Get("location"), there)+", where "+server.Name+" is")
			}
		}
	},
}
