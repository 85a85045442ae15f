package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var afdLinkLocation = &rule.Rule{
	ID:       "TDM-AFD-030",
	Title:    "Private links are made in the region of their target",
	Why:      "A link in another region takes each request across, and is lost with that region though the target stands.",
	Fix:      "Set sharedPrivateLinkResource.privateLinkLocation to the location of the target, where Front Door has private links there.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/private-link"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, o := range g.OfType(typeEdgeOrigin) {
			if o.Get("sharedPrivateLinkResource").Absent() {
				continue
			}
			target := edgeTarget(g, j, o)
			if target == nil || astray(g, target) != "" {
				continue
			}
			location := target.Get("location")
			where := plainRegion(location.Text())
			place := o.Get("sharedPrivateLinkResource", "privateLinkLocation")
			text, ok := j.On(o).TextOf(place)
			switch {
			case !ok:
			case location.Unknown():
				j.On(target).NotYetKnown(location)
			case slices.Contains(topology.PrivateLinkRegions(), where) && plainRegion(text) != where:
				j.On(o).Violated(place, shown(location, where)+", where the target is")
			}
		}
	},
}
