package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var netZoneFits = &rule.Rule{
	ID:       "TDM-NET-008",
	Title:    "A private endpoint's record stands in the zone of its service",
	Why:      "Azure redirects a service's name to one private zone only; a record in another zone is never asked for, and the name leads to the public address.",
	Fix:      "Set privateDnsZoneConfigs of the zone group to the zone that Azure documents for the endpoint's groupIds, such as privatelink.database.windows.net for sqlServer.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/private-endpoint-dns"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		of, _, _ := zoneGroups(g)
		for endpoint, groups := range of {
			for _, group := range groups {
				judgeZones(g, j.On(group), group, endpoint)
			}
		}
	},
}

// judgeZones demands that the zones of a group are those of the sub-resources
// that its endpoint connects to. A sub-resource that is no name of Azure's is
// another rule's matter.
func judgeZones(g *rule.Graph, j *rule.Judge, group, endpoint *rule.Resource) {
	var want []string
	for _, sub := range subResources(endpoint) {
		if zoneOf[sub] == "" {
			return
		}
		want = append(want, zoneOf[sub])
	}
	configs, _ := j.ItemsOf(group.Get("privateDnsZoneConfigs"))
	for _, config := range configs {
		id := config.Get("privateDnsZoneId")
		name := id.Text()[strings.LastIndexByte(id.Text(), '/')+1:]
		if id.Unknown() {
			zone, known := g.Refers(group, id, typePrivateZone, typePrivateZoneNew)
			if !known {
				j.NotYetKnown(id)
				continue
			}
			name = rule.AzureName(zone)
		}
		if len(want) > 0 && !containsFold(want, name) {
			j.ViolatedAs(id, "zone "+name, strings.Join(want, " or "))
		}
	}
}

func containsFold(list []string, text string) bool {
	for _, item := range list {
		if strings.EqualFold(item, text) {
			return true
		}
	}
	return false
}
