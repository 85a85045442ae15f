package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drServersNetwork = &rule.Rule{
	ID:       "TDM-DR-019",
	Title:    "Both servers of a failover group admit clients on the same terms",
	Why:      "The weaker server is open to attack every day; and after a failover clients meet terms under which they were never tested.",
	Fix:      "Give both azure-native:sql:Server resources the same minimalTlsVersion, publicNetworkAccess and restrictOutboundNetworkAccess, the stricter of the two.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.MCSB("NS-2"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-security-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, servers := range drServers(g, j) {
			servers.same(j, nil, drRanked("None", "1.0", "1.1", "1.2", "1.3"), "minimalTlsVersion")
			servers.same(j, "Enabled", drRanked("Enabled", "SecuredByPerimeter", "Disabled"), "publicNetworkAccess")
			servers.same(j, "Disabled", drRanked("Disabled", "Enabled"), "restrictOutboundNetworkAccess")
		}
	},
}
