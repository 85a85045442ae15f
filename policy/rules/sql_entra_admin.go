package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlEntraAdmin = &rule.Rule{
	ID:       "TDM-SQL-002",
	Title:    "SQL servers have an Entra administrator",
	Why:      "Without an administrator from Entra only SQL logins with passwords can manage the data, and no Entra identity can ever be let in.",
	Fix:      "Set administrators of the azure-native:sql:Server with administratorType \"ActiveDirectory\", login, sid (the object id) and tenantId.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.4 (2.0.0)"), rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart := ownedBy(g, "serverName", sqlServerOf, typeSQLEntraAdmin)
		for _, r := range g.OfType(typeSQLEntraAdmin) {
			demandSQLAdmin(j.On(r), r.Get)
		}
		for _, server := range g.OfType(typeServer) {
			if server.Get("administrators").Absent() && apart.may(j, server) {
				continue
			}
			demandSQLAdmin(j.On(server), func(names ...string) rule.Value {
				return server.Get("administrators").Get(names...)
			})
		}
	},
}

func demandSQLAdmin(j *rule.Judge, get func(...string) rule.Value) {
	j.OneOf(get("administratorType"), "ActiveDirectory", "ActiveDirectory")
	j.Present(get("login"), "the name of an Entra group")
	j.Present(get("sid"), "the object id of an Entra group")
}
