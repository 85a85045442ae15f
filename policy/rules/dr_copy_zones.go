package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drCopyZones = &rule.Rule{
	ID:       "TDM-DR-010",
	Title:    "Both databases of a failover group are zone redundant, or neither is",
	Why:      "After a failover the system rests on the secondary alone; if that has no zones, the next small fault is an outage again.",
	Fix:      "Give both azure-native:sql:Database resources the same zoneRedundant: true where the regions have zones.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, pair := range drDatabases(g, j) {
			pair.same(j, false, drWantTrue, "zoneRedundant")
		}
	},
}
