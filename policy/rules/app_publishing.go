package rules

import "github.com/tandem-platform/tandem/policy/rule"

// publishingClosed demands of every site and slot that a policy of the types
// forbids publishing with user name and password on one way.
func publishingClosed(g *rule.Graph, j *rule.Judge, way, siteType, slotType string) {
	by, complete := configured(g, j, siteType, slotType)
	for _, policy := range g.OfType(siteType, slotType) {
		j.On(policy).False(policy.Get("allow"), true)
	}
	if !complete {
		return
	}
	for _, site := range g.OfType(sites...) {
		if by[site] == nil {
			j.On(site).Missing("open to publishing with a password by "+way, "a policy for it with allow: false")
		}
	}
}
