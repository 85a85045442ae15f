package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netEndpointPlace = &rule.Rule{
	ID:       "TDM-NET-015",
	Title:    "A private endpoint lies in the region of its network, in a subnet for endpoints",
	Why:      "Azure refuses an endpoint in another region than its network's. In the application's own subnet its addresses compete with the instances' and no filter stands between them.",
	Fix:      "Set location to the network's region, and subnet.id to a subnet of that network without delegations.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/private-endpoint-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, network := range g.OfType(typeVirtualNetwork) {
			if subnets := network.Get("subnets"); subnets.Unknown() {
				j.On(network).NotYetKnown(subnets)
				continue
			}
			for _, endpoint := range g.OfType(typePrivateEndpoint) {
				id := endpoint.Get("subnet", "id")
				in, subnet, known := subnetAt(g, endpoint, id)
				switch {
				case in != network || !subnet.Absent() || !id.Known():
				case !known:
					j.On(network).NotYetKnown(network.Get("subnets"))
				case missed(g, network, id):
					j.On(network).ViolatedAs(network.Get("subnets"), "without the subnet of several endpoints", subnetOfID(id.Text()))
				}
			}
		}
		for _, endpoint := range g.OfType(typePrivateEndpoint) {
			judgePlace(g, j.On(endpoint), endpoint)
		}
	},
}

func judgePlace(g *rule.Graph, j *rule.Judge, endpoint *rule.Resource) {
	id, location := endpoint.Get("subnet", "id"), endpoint.Get("location")
	j.Present(id, "the id of a subnet")
	network, subnet, known := subnetAt(g, endpoint, id)
	if !known || network == nil || network.Get("subnets").Unknown() {
		return
	}
	if subnet.Absent() && missed(g, network, id) {
		return // a rule about the network speaks of it
	}
	if subnet.Absent() {
		j.Violated(id, "a subnet that the network has")
		return
	}
	if delegations := subnet.Get("delegations"); delegations.Unknown() {
		j.On(network).NotYetKnown(delegations)
	} else if len(delegations.Items()) > 0 {
		j.ViolatedAs(id, "a subnet that is delegated to another service", "a subnet without delegations")
	}
	there := network.Get("location")
	if there.Unknown() {
		j.On(network).NotYetKnown(there)
	} else if there.Text() != "" && location.Unknown() {
		j.NotYetKnown(location)
	} else if there.Text() != "" && !sameRegion(there.Text(), location.Text()) && astray(g, network) == "" {
		j.Violated(location, "the network's region, "+there.Text())
	}
}

// missed reports whether several endpoints name a subnet that the network has
// not: then the network is at fault, not each of them.
func missed(g *rule.Graph, network *rule.Resource, id rule.Value) bool {
	n := 0
	for _, endpoint := range g.OfType(typePrivateEndpoint) {
		if strings.EqualFold(endpoint.Get("subnet", "id").Text(), id.Text()) {
			n++
		}
	}
	return n > 1 && network.Type == typeVirtualNetwork
}

// subnetOfID is the name of the subnet in an id.
func subnetOfID(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }
