package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlPrivateEndpoint = &rule.Rule{
	ID:       "TDM-SQL-032",
	Title:    "Every SQL server has a private endpoint in its own region",
	Why:      "With public access off nothing reaches a server without one; with public access on, the data goes over public addresses; and a way through another region is lost with that region.",
	Fix:      "Make an azure-native:network:PrivateEndpoint in the location of the server whose privateLinkServiceConnections name the server, with groupIds sqlServer.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/private-endpoint-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandEndpoints(g, j, g.OfType(typeServer), "sqlServer")
	},
}
