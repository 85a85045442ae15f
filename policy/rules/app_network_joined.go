package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appNetworkJoined = &rule.Rule{
	ID:       "TDM-APP-013",
	Title:    "Sites are joined to a virtual network",
	Why:      "A site outside of the network cannot reach private endpoints, so that its data would have to be open to the internet.",
	Fix:      "Set virtualNetworkSubnetId to the id of a subnet that is delegated to Microsoft.Web/serverFarms.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-vnet-integration"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		joined, complete := configured(g, j, typeSiteSwift, typeSlotSwift)
		for _, site := range g.OfType(sites...) {
			subnet := site.Get("virtualNetworkSubnetId")
			if joined[site] != nil || subnet.Absent() && !complete {
				continue
			}
			j.On(site).Present(subnet, "the id of a subnet")
		}
	},
}
