package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drServersAdmin = &rule.Rule{
	ID:       "TDM-DR-020",
	Title:    "Both servers of a failover group have the same Entra administrator",
	Why:      "Administrators are the server's, not the database's: after a failover to a server with another one, those who have to repair the data cannot log in.",
	Fix:      "Give both azure-native:sql:Server resources the same administrators.sid, login, tenantId and azureADOnlyAuthentication.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-security-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart := ownedBy(g, "serverName", sqlServerOf, typeSQLEntraAdmin)
		for _, servers := range drServers(g, j) {
			admins := drTwins(j, apart, servers)
			for _, twins := range admins {
				twins.same(j, nil, drSecondary, "sid")
				twins.same(j, nil, drSecondary, "login")
				twins.same(j, nil, drSecondary, "tenantId")
			}
			if len(admins) == 0 {
				servers.same(j, nil, drSecondary, "administrators", "sid")
				servers.same(j, nil, drSecondary, "administrators", "login")
				servers.same(j, nil, drSecondary, "administrators", "tenantId")
				servers.same(j, false, drWantTrue, "administrators", "azureADOnlyAuthentication")
			}
		}
	},
}
