package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// zoneOf is the private DNS zone that an endpoint of a sub-resource needs, as
// Azure's own name servers redirect to it. An unknown sub-resource has none.
var zoneOf = map[string]string{
	"sqlserver": "privatelink.database.windows.net",
	"blob":      "privatelink.blob.core.windows.net",
	"file":      "privatelink.file.core.windows.net",
	"queue":     "privatelink.queue.core.windows.net",
	"table":     "privatelink.table.core.windows.net",
	"dfs":       "privatelink.dfs.core.windows.net",
	"web":       "privatelink.web.core.windows.net",
	"vault":     "privatelink.vaultcore.azure.net",
	"sites":     "privatelink.azurewebsites.net",
	"registry":  "privatelink.azurecr.io",
}

// connections lists the private-link connections of an endpoint, approved by
// hand or not.
func connections(endpoint *rule.Resource, j *rule.Judge) (list []rule.Value, complete bool) {
	list, complete = j.ItemsOf(endpoint.Get("privateLinkServiceConnections"))
	manual, all := j.ItemsOf(endpoint.Get("manualPrivateLinkServiceConnections"))
	return append(list, manual...), complete && all
}

// subResources lists the group ids that an endpoint connects to, in lower case.
// It says nothing: rules about connections do.
func subResources(endpoint *rule.Resource) []string {
	var list []string
	for _, property := range []string{"privateLinkServiceConnections", "manualPrivateLinkServiceConnections"} {
		for _, connection := range endpoint.Get(property).Items() {
			for _, id := range connection.Get("groupIds").Items() {
				list = append(list, strings.ToLower(id.Text()))
			}
		}
	}
	return list
}

// subResourceOpen is what is not known yet of the sub-resources that an endpoint
// leads to. It is absent if all of them are known.
func subResourceOpen(endpoint *rule.Resource) rule.Value {
	for _, property := range []string{"privateLinkServiceConnections", "manualPrivateLinkServiceConnections"} {
		list := endpoint.Get(property)
		if list.Unknown() {
			return list
		}
		for _, connection := range list.Items() {
			groups := connection.Get("groupIds")
			if groups.Unknown() {
				return groups
			}
			for _, id := range groups.Items() {
				if id.Unknown() {
					return id
				}
			}
		}
	}
	return rule.Value{}
}

// parentOf is [rule.Graph.Named], but for a resource whose parent bears the name
// and lies, by mistake, in another group: then the resource is not at fault.
func parentOf(g *rule.Graph, r *rule.Resource, property, typ string) (parent *rule.Resource, known bool) {
	if parent, known = g.Named(r, property, typ); parent != nil || !known {
		return parent, known
	}
	for _, urn := range r.PropertyDependencies[property] {
		if made := g.ByURN(urn); made != nil && made.Type == typ && strings.EqualFold(rule.AzureName(made), r.Get(property).Text()) {
			return made, true
		}
	}
	return nil, true
}

// zoned are zone groups by the private endpoints that they belong to, and those
// that name none of the graph's. known is false when one cannot be told yet, which
// has been said.
type zoned struct {
	of      map[*rule.Resource][]*rule.Resource
	orphans []*rule.Resource
	known   bool
}

var zoneGroups = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) zoned {
	z := zoned{of: map[*rule.Resource][]*rule.Resource{}, known: true}
	for _, group := range g.OfType(typeZoneGroup) {
		endpoint, told := parentOf(g, group, "privateEndpointName", typePrivateEndpoint)
		switch {
		case !told:
			j.On(group).NotYetKnown(group.Get("privateEndpointName"))
			z.known = false
		case endpoint == nil:
			z.orphans = append(z.orphans, group)
		default:
			z.of[endpoint] = append(z.of[endpoint], group)
		}
	}
	return z
})

// linkedNetworks lists the networks that private DNS zones are linked to. A zone
// with a link that is not known yet or that leads to no network of the graph or
// to another stamp's is among doubtful: rules about links speak of it. The links
// of which it is not known where they lead are told apart.
func linkedNetworks(g *rule.Graph, j *rule.Judge) (linked, open map[*rule.Resource][]*rule.Resource, doubtful map[*rule.Resource]bool) {
	linked, open, doubtful = map[*rule.Resource][]*rule.Resource{}, map[*rule.Resource][]*rule.Resource{}, map[*rule.Resource]bool{}
	valid := stampsOf(g)
	for _, link := range g.OfType(typeZoneLink) {
		zone, told := linkedZone(g, link)
		if !told {
			j.On(link).NotYetKnown(link.Get("privateZoneName"))
			for _, any := range g.OfType(typePrivateZone) {
				doubtful[any] = true
			}
		}
		if zone == nil {
			for _, urn := range link.PropertyDependencies["privateZoneName"] {
				doubtful[g.ByURN(urn)] = true
			}
			continue
		}
		network, known := g.Refers(link, link.Get("virtualNetwork", "id"), typeVirtualNetwork)
		if !known {
			open[zone] = append(open[zone], link)
		}
		if !known || network == nil || twoStamps(valid, g.Stamp(network), g.Stamp(zone)) {
			doubtful[zone] = true
			continue
		}
		linked[zone] = append(linked[zone], network)
	}
	return linked, open, doubtful
}

// linkedZone is the zone of a link, nil when it is none of the graph's. known is
// false when that cannot be told yet.
func linkedZone(g *rule.Graph, link *rule.Resource) (zone *rule.Resource, known bool) {
	return parentOf(g, link, "privateZoneName", typePrivateZone)
}

// meant reports whether a property of r was made from the resource, whatever it
// holds.
func meant(r *rule.Resource, property string, target *rule.Resource) bool {
	return slices.Contains(r.PropertyDependencies[property], target.URN)
}
