package rules

import "github.com/tandem-platform/tandem/policy/rule"

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
		for _, endpoint := range g.OfType(typePrivateEndpoint) {
			judgePlace(g, j.On(endpoint), endpoint)
		}
	},
}

func judgePlace(g *rule.Graph, j *rule.Judge, endpoint *rule.Resource) {
	id, location := endpoint.Get("subnet", "id"), endpoint.Get("location")
	j.Present(id, "the id of a subnet")
	network, subnet, known := subnetAt(g, endpoint, id)
	if !known || network == nil {
		return
	}
	if subnet.Absent() {
		j.Violated(id, "a subnet that the network has")
		return
	}
	if delegations := subnet.Get("delegations"); len(delegations.Items()) > 0 {
		j.ViolatedAs(id, "a subnet that is delegated to another service", "a subnet without delegations")
	}
	if there := network.Get("location"); there.Known() && location.Unknown() {
		j.NotYetKnown(location)
	} else if there.Known() && !sameRegion(there.Text(), location.Text()) && astray(g, network) == "" {
		j.Violated(location, "the network's region, "+there.Text())
	}
}
