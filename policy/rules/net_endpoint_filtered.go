package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netEndpointFiltered = &rule.Rule{
	ID:       "TDM-NET-016",
	Title:    "Security groups apply to private endpoints, too",
	Why:      "Unless the subnet says otherwise Azure does not apply a network security group to private endpoints: the rules stand there and filter nothing.",
	Fix:      "Set privateEndpointNetworkPolicies of the endpoints' subnet to Enabled.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, endpoint := range g.OfType(typePrivateEndpoint) {
			in, subnet, known := subnetAt(g, endpoint, endpoint.Get("subnet", "id"))
			if !known {
				j.On(endpoint).NotYetKnown(endpoint.Get("subnet", "id"))
			}
			if !known || subnet.Absent() || len(subnet.Get("delegations").Items()) > 0 {
				continue
			}
			j.On(in).OneOf(subnet.Get("privateEndpointNetworkPolicies"), "Disabled", "Enabled", "NetworkSecurityGroupEnabled")
		}
	},
}
