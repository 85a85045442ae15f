package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netZoneLinked = &rule.Rule{
	ID:       "TDM-NET-011",
	Title:    "Every private DNS zone is linked to a network of its own stamp",
	Why:      "A zone without a link answers nobody. One that is linked to the other stamp's network sends that stamp's traffic into this region, and ends with it.",
	Fix:      "Add a virtual network link whose privateZoneName is the zone's name and whose virtualNetwork.id is the network of the same stamp.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-10"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		links, valid := g.OfType(typeZoneLink), stampsOf(g)
		for _, link := range links {
			judgeLink(g, j.On(link), link, valid)
		}
		for _, zone := range g.OfType(typePrivateZone) {
			linked := false
			for _, link := range links {
				if of, _ := linkedZone(g, link); of == zone || meant(link, "privateZoneName", zone) {
					linked = true
				} else if v := link.Get("privateZoneName"); v.Unknown() && len(link.PropertyDependencies["privateZoneName"]) == 0 {
					linked = true
					j.On(link).NotYetKnown(v)
				}
			}
			if name := zone.Get("privateZoneName"); !linked && rule.Unnamed(zone) {
				j.On(zone).NotYetKnown(name)
			} else if !linked {
				j.On(zone).Missing("without a link to a network", "an azure-native:network:VirtualNetworkLink that names it")
			}
		}
	},
}

// judgeLink demands that a link joins a zone and a network of one stamp.
func judgeLink(g *rule.Graph, j *rule.Judge, link *rule.Resource, valid []string) {
	zone, told := linkedZone(g, link)
	if name := link.Get("privateZoneName"); zone == nil && name.Known() {
		if !told {
			j.NotYetKnown(name)
			return
		}
		if len(link.PropertyDependencies["privateZoneName"]) > 0 || strings.HasPrefix(strings.ToLower(name.Text()), "privatelink.") {
			j.Violated(name, "the name of a private zone of the resource group")
		}
		return
	}
	id := link.Get("virtualNetwork", "id")
	network, known := g.Refers(link, id, typeVirtualNetwork)
	switch {
	case !known:
		j.NotYetKnown(id)
	case network == nil && armType(id.Text()) == "microsoft.network/virtualnetworks" && !edgeDangling(g, id.Text()):
		// a network of somebody else's, such as a hub
	case network == nil:
		j.Violated(id, "the id of a virtual network of the system")
	case zone != nil && twoStamps(valid, g.Stamp(zone), g.Stamp(network)):
		j.ViolatedAs(id, "a network of stamp "+g.Stamp(network), "a network of stamp "+g.Stamp(zone))
	}
}
