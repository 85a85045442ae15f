package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netZoneReaches = &rule.Rule{
	ID:       "TDM-NET-009",
	Title:    "A private endpoint's record can be resolved in the endpoint's own network",
	Why:      "A record in a zone that is linked to another network, of the other stamp say, is not seen where it is needed: the application gets the public address and is refused.",
	Fix:      "Set privateDnsZoneConfigs of the zone group to a zone that a virtual network link joins to the network of the endpoint's subnet.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		linked, open, doubtful := linkedNetworks(g, j)
		for endpoint, groups := range zoneGroups(g, j).of {
			network, _, known := subnetAt(g, endpoint, endpoint.Get("subnet", "id"))
			if !known {
				j.On(endpoint).NotYetKnown(endpoint.Get("subnet", "id"))
			}
			if network == nil || strays(g, endpoint, network) {
				continue
			}
			for _, group := range groups {
				configs := group.Get("privateDnsZoneConfigs")
				if configs.Unknown() {
					j.On(group).NotYetKnown(configs)
				}
				for _, config := range configs.Items() {
					id := config.Get("privateDnsZoneId")
					zone, told := g.Refers(group, id, typePrivateZone)
					if !told {
						j.On(group).NotYetKnown(id)
					}
					if zone == nil || slices.Contains(linked[zone], network) {
						continue
					}
					for _, link := range open[zone] {
						j.On(link).NotYetKnown(link.Get("virtualNetwork", "id"))
					}
					if doubtful[zone] {
						continue
					}
					j.On(group).ViolatedAs(id, "a zone without a link to network "+rule.AzureName(network), "a zone that is linked to it")
				}
			}
		}
	},
}

// strays reports whether an endpoint names another subnet than it was made for:
// then the fault is the endpoint's, and a rule about endpoints speaks of it.
func strays(g *rule.Graph, endpoint, network *rule.Resource) bool {
	for _, urn := range endpoint.PropertyDependencies["subnet"] {
		if other := g.ByURN(urn); other != nil && other != network && other.Type == typeVirtualNetwork {
			return true
		}
	}
	return !sameRegion(endpoint.Get("location").Text(), network.Get("location").Text())
}
