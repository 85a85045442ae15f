package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drServersThreats = &rule.Rule{
	ID:       "TDM-DR-022",
	Title:    "Both servers of a failover group detect threats alike",
	Why:      "After a failover an attack on the second server has to raise the same alert with the same people.",
	Fix:      "Give the azure-native:sql:ServerSecurityAlertPolicy of both servers the same state, disabledAlerts, emailAddresses and emailAccountAdmins.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, typeSQLThreats)
		for _, servers := range drServers(g, j) {
			for _, policies := range drTwins(j, owned, servers) {
				policies.same(j, "Disabled", drRanked("Disabled", "Enabled"), "state")
				policies.same(j, false, drWantTrue, "emailAccountAdmins")
				policies.sameTexts(j, true, "disabledAlerts")
				policies.sameTexts(j, false, "emailAddresses")
			}
		}
	},
}
