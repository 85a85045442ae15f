package rules

import (
	"github.com/tandem-platform/tandem/policy/rule"
)

var afdTwoRegions = &rule.Rule{
	ID:       "TDM-AFD-033",
	Title:    "Traffic has enabled origins in two regions",
	Why:      "With one origin, or all of them in one region, there is nothing to fail over to.",
	Fix:      "Put two azure-native:cdn:AFDOrigin in different regions into the group that carries the traffic, with enabledState Enabled.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/best-practices", "https://learn.microsoft.com/azure/well-architected/reliability/highly-available-multi-region-design"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		members, complete := edgeMembers(g, j)
		if !complete {
			return
		}
		several, waits := map[*rule.Resource]bool{}, false
		for group, origins := range members {
			if len(origins) < 2 {
				continue
			}
			profile, known := edgeParent(g, group, "profileName", typeEdgeProfile)
			if !known {
				j.On(group).NotYetKnown(group.Get("profileName"))
				waits = true
			}
			several[profile] = true
			edgeTwoRegions(g, j, group, origins)
		}
		for _, profile := range g.OfType(typeEdgeProfile) {
			if !several[profile] && !waits && edgeUsed(g, j, profile) {
				j.On(profile).Missing("without a group of two origins", "a group with an origin in each of two regions")
			}
		}
	},
}

// edgeUsed reports whether a profile has origins. What may turn out to be one is said.
func edgeUsed(g *rule.Graph, j *rule.Judge, profile *rule.Resource) bool {
	var open []*rule.Resource
	for _, o := range g.OfType(typeEdgeOrigin) {
		of, known := edgeParent(g, o, "profileName", typeEdgeProfile)
		if of == profile {
			return true
		}
		if !known {
			open = append(open, o)
		}
	}
	for _, o := range open {
		j.On(o).NotYetKnown(o.Get("profileName"))
	}
	return false
}

// edgeTwoRegions demands enabled origins in two regions.
func edgeTwoRegions(g *rule.Graph, j *rule.Judge, group *rule.Resource, origins []*rule.Resource) {
	regions := map[string]bool{}
	var off []*rule.Resource
	for _, o := range origins {
		enabled, known := edgeEnabled(o, j)
		if !known {
			return
		}
		if !enabled {
			off = append(off, o)
			continue
		}
		region, known := edgeOriginRegion(g, j, o)
		if !known {
			return
		}
		regions[region] = true
	}
	if len(regions) >= 2 {
		return
	}
	for _, o := range off {
		j.On(o).Violated(o.Get("enabledState"), "Enabled, since no two other regions are in the group")
	}
	if len(off) == 0 {
		j.On(group).Missing("with origins in one region", "origins in two regions")
	}
}

// edgeOriginRegion is where what answers as the host is, else the target of the
// private link, else the link, else the host name, which stands for a place of
// its own.
func edgeOriginRegion(g *rule.Graph, j *rule.Judge, o *rule.Resource) (region string, known bool) {
	host := o.Get("hostName").Text()
	for _, site := range g.OfType(edgeTargets...) {
		if location := site.Get("location"); astray(g, site) == "" && !location.Absent() && edgeAnswersAs(site, host) {
			return edgePlace(site, location, j)
		}
	}
	if target := edgeTarget(g, j, o); target != nil {
		if location := target.Get("location"); astray(g, target) == "" && !location.Absent() {
			return edgePlace(target, location, j)
		}
	}
	for _, v := range []rule.Value{o.Get("sharedPrivateLinkResource", "privateLinkLocation"), o.Get("hostName")} {
		if v.Unknown() {
			j.On(o).NotYetKnown(v)
			return "", false
		}
		if v.Text() != "" {
			return plainRegion(v.Text()), true
		}
	}
	return "", true
}

// edgePlace is the region that a resource says, or known is false.
func edgePlace(r *rule.Resource, location rule.Value, j *rule.Judge) (region string, known bool) {
	if location.Unknown() {
		j.On(r).NotYetKnown(location)
		return "", false
	}
	return plainRegion(location.Text()), true
}
