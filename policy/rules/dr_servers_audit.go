package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drServersAudit = &rule.Rule{
	ID:       "TDM-DR-021",
	Title:    "Both servers of a failover group are audited alike",
	Why:      "Auditing is the server's: a failover to one that records less opens a hole in the records, at the very time in which people act in haste.",
	Fix:      "Give the azure-native:sql:ServerBlobAuditingPolicy of both servers the same state, isAzureMonitorTargetEnabled, retentionDays and auditActionsAndGroups.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, sqlAuditTypes...)
		for _, servers := range drServers(g, j) {
			for _, policies := range drTwins(j, owned, servers) {
				policies.same(j, "Disabled", drRanked("Disabled", "Enabled"), "state")
				policies.same(j, false, drWantTrue, "isAzureMonitorTargetEnabled")
				policies.same(j, 0.0, drWantMoreOrZero, "retentionDays")
				policies.sameTexts(j, false, "auditActionsAndGroups")
			}
		}
	},
}

// drWantMoreOrZero says that it is the smaller number, where 0 is for ever.
func drWantMoreOrZero(primary, secondary rule.Value) bool {
	return secondary.Number() == 0 || primary.Number() != 0 && primary.Number() < secondary.Number()
}
