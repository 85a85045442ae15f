package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeSite is a site behind the edge and the path on which the edge probes it,
// which is absent without probes.
type edgeSite struct {
	group *rule.Resource // nil if it is none of the graph's
	site  *rule.Resource
	probe rule.Value
}

// edgeSites finds the sites that are origins of Front Door, by their private
// link or by their host name.
func edgeSites(g *rule.Graph) []edgeSite {
	var all []edgeSite
	for _, origin := range g.OfType(typeEdgeOrigin) {
		site := originSite(g, origin)
		if site == nil {
			continue
		}
		found := edgeSite{site: site}
		group, _ := g.Named(origin, "originGroupName", typeEdgeOriginGroup)
		if group != nil {
			found.group, found.probe = group, group.Get("healthProbeSettings", "probePath")
		}
		all = append(all, found)
	}
	return all
}

func originSite(g *rule.Graph, origin *rule.Resource) *rule.Resource {
	link := origin.Get("sharedPrivateLinkResource", "privateLink", "id")
	if target, known := g.Refers(origin, link, typeSite, typeSlot); known && target != nil {
		return target
	}
	host := origin.Get("hostName").Text()
	for _, site := range g.OfType(sites...) {
		if v := site.Get("defaultHostName"); v.Kind() == rule.KindText && strings.EqualFold(v.Text(), host) {
			return site
		}
	}
	return nil
}

// healthCheck is a path on which a site is asked for its health, and the
// resource and property that say so.
type healthCheck struct {
	site, on *rule.Resource
	path     rule.Value
}

// healthChecks are those of App Service and those of the edge.
func healthChecks(g *rule.Graph) []healthCheck {
	var all []healthCheck
	for _, site := range g.OfType(sites...) {
		all = append(all, healthCheck{site, site, site.Get("siteConfig", "healthCheckPath")})
	}
	for _, behind := range edgeSites(g) {
		if behind.group != nil {
			all = append(all, healthCheck{behind.site, behind.group, behind.probe})
		}
	}
	return all
}

// odd tells whether no other resource of the type asks on the same path though
// there are others: then it is the path that is wrong.
func (c healthCheck) odd(all []healthCheck) bool {
	others := false
	for _, other := range all {
		if other.on == c.on || other.on.Type != c.on.Type {
			continue
		}
		others = true
		if sameText(other.path, c.path) {
			return false
		}
	}
	return others
}
