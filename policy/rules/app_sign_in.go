package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeSite is a site behind the edge and the path on which the edge probes it,
// which is absent without probes.
type edgeSite struct {
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
			found.probe = group.Get("healthProbeSettings", "probePath")
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
