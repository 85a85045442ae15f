package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlFirewallCount = &rule.Rule{
	ID:       "TDM-SQL-008",
	Title:    "SQL servers have few firewall rules",
	Why:      "Nobody reviews a long list: rules of people and offices that are long gone stay open.",
	Fix:      "Remove the azure-native:sql:FirewallRule resources that nobody needs; connect by private endpoints.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/firewall-configure"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "rules", Doc: "The most firewall rules that one server may have.", Production: 10.0, Test: 10.0}},
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, sqlFirewallTypes...)
		most := int(j.Number("rules"))
		for _, server := range g.OfType(typeServer) {
			n := len(owned.of[server])
			if n > most {
				j.On(server).Missing(fmt.Sprintf("open to %d firewall rules", n), fmt.Sprintf("at most %d", most))
			} else if n+len(owned.waiting) > most {
				for _, r := range owned.waiting {
					j.On(r).NotYetKnown(r.Get("serverName"))
				}
			}
		}
	},
}
