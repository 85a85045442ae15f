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
		for endpoint, groups := range zoneGroups(g, j).of {
			for _, group := range groups {
				judgeZones(g, j.On(group), group, endpoint)
			}
		}
	},
}

// judgeZones demands that the zones of a group are those of the sub-resources
// that its endpoint connects to. A connection whose group id is no part of its
// service is another rule's matter. If the zone is that of another part of the
// service, the connection is at fault, else the zone group.
func judgeZones(g *rule.Graph, j *rule.Judge, group, endpoint *rule.Resource) {
	var want, possible []string
	at := rule.Value{}
	list, _ := connections(endpoint, j.On(endpoint))
	for _, connection := range list {
		parts := subResourcesOf[armType(connection.Get("privateLinkServiceId").Text())]
		subs := connection.Get("groupIds")
		if subs.Unknown() {
			j.On(endpoint).NotYetKnown(subs)
		}
		for _, sub := range subs.Items() {
			if sub.Unknown() {
				j.On(endpoint).NotYetKnown(sub)
			}
			zone := zoneOf[strings.ToLower(sub.Text())]
			if zone == "" || parts != nil && !containsFold(parts, sub.Text()) {
				return
			}
			want, at = append(want, zone), sub
		}
		for _, part := range parts {
			possible = append(possible, zoneOf[strings.ToLower(part)])
		}
	}
	configs, _ := j.ItemsOf(group.Get("privateDnsZoneConfigs"))
	for _, config := range configs {
		name, known := zoneName(g, j, group, config.Get("privateDnsZoneId"))
		switch {
		case !known || len(want) == 0 || containsFold(want, name):
		case name == "":
			j.Violated(config.Get("privateDnsZoneId"), "the id of zone "+strings.Join(want, " or "))
		case containsFold(possible, name):
			j.On(endpoint).ViolatedAs(at, at.String()+", with the record in zone "+name, "what is looked up there")
		default:
			j.ViolatedAs(config.Get("privateDnsZoneId"), "zone "+name, strings.Join(want, " or "))
		}
	}
}

// zoneName is the name of the zone that a zone group's item refers to.
func zoneName(g *rule.Graph, j *rule.Judge, group *rule.Resource, id rule.Value) (name string, known bool) {
	if !id.Unknown() {
		return id.Text()[strings.LastIndexByte(id.Text(), '/')+1:], true
	}
	zone, known := g.Refers(group, id, typePrivateZone)
	if !known {
		j.NotYetKnown(id)
		return "", false
	}
	return rule.AzureName(zone), true
}

func containsFold(list []string, text string) bool {
	for _, item := range list {
		if strings.EqualFold(item, text) {
			return true
		}
	}
	return false
}
