package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlEntraOnly = &rule.Rule{
	ID:       "TDM-SQL-001",
	Title:    "SQL servers accept Entra identities only",
	Why:      "A password of a SQL login outlives the person who knew it, is shared, and is seen by no conditional access.",
	Fix:      "Set administrators.azureADOnlyAuthentication of the azure-native:sql:Server to true, with an Entra group as administrator.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart := ownedBy(g, "serverName", sqlServerOf, typeSQLOnlyEntra)
		for _, r := range g.OfType(typeSQLOnlyEntra) {
			j.On(r).True(r.Get("azureADOnlyAuthentication"), nil)
		}
		for _, server := range g.OfType(typeServer) {
			only := server.Get("administrators", "azureADOnlyAuthentication")
			if only.Absent() && apart.may(j, server) {
				continue
			}
			j.On(server).True(only, false)
		}
	},
}
