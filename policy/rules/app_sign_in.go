package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeSite is an origin of Front Door that leads to a site or a slot.
type edgeSite struct{ origin, site *rule.Resource }

// edgeSites finds the sites and slots that are origins of Front Door.
func edgeSites(g *rule.Graph, j *rule.Judge) []edgeSite {
	var all []edgeSite
	for _, origin := range g.OfType(typeEdgeOrigin) {
		if site := edgeTarget(g, j, origin); site != nil && slices.Contains(sites, site.Type) {
			all = append(all, edgeSite{origin, site})
		}
	}
	return all
}

// healthCheck is a path on which a site is asked for its health, and the
// resource and property that say so.
type healthCheck struct {
	site, on *rule.Resource
	path     rule.Value
}

// healthChecks are those of App Service and those of the edge.
func healthChecks(g *rule.Graph, j *rule.Judge) []healthCheck {
	var all []healthCheck
	for _, site := range g.OfType(sites...) {
		all = append(all, healthCheck{site, site, site.Get("siteConfig", "healthCheckPath")})
	}
	for _, behind := range edgeSites(g, j) {
		group, known := edgeParent(g, behind.origin, "originGroupName", typeEdgeOriginGroup)
		switch {
		case group != nil:
			all = append(all, healthCheck{behind.site, group, group.Get("healthProbeSettings", "probePath")})
		case !known:
			j.On(behind.origin).NotYetKnown(behind.origin.Get("originGroupName"))
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
