package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netEndpointNamed = &rule.Rule{
	ID:       "TDM-NET-007",
	Title:    "Every private endpoint has a DNS zone group",
	Why:      "Without the record the service's name still leads to its public address, where the application is refused: the endpoint is there and nobody uses it.",
	Fix:      "Add an azure-native:network:PrivateDnsZoneGroup whose privateEndpointName is the endpoint's name and whose privateDnsZoneConfigs name the private zone of the service.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/private-endpoint-dns"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		zoned := zoneGroups(g, j)
		for _, group := range zoned.orphans {
			if v := group.Get("privateEndpointName"); v.Known() {
				j.On(group).Violated(v, "the name of a private endpoint of the resource group")
			}
		}
		for _, endpoint := range g.OfType(typePrivateEndpoint) {
			if len(zoned.of[endpoint]) > 0 || !zoned.known || misnamed(g, endpoint) {
				continue
			}
			j.On(endpoint).Missing("without a DNS zone group", "an azure-native:network:PrivateDnsZoneGroup that names it")
		}
		for _, groups := range zoned.of {
			for _, group := range groups {
				j.On(group).Present(group.Get("privateDnsZoneConfigs"), "the private zone of the service")
			}
		}
	},
}

// misnamed reports whether a zone group was made for the endpoint but names
// another: then the fault is the group's.
func misnamed(g *rule.Graph, endpoint *rule.Resource) bool {
	for _, group := range g.OfType(typeZoneGroup) {
		if group.Get("privateEndpointName").Known() && meant(group, "privateEndpointName", endpoint) {
			return true
		}
	}
	return false
}
