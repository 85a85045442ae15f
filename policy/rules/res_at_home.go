package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var resAtHome = &rule.Rule{
	ID:       "TDM-RES-006",
	Title:    "A stamp's resources lie in the region of its resource group",
	Why:      "A resource elsewhere fails with a region that the stamp was said not to need; and while the group's region is down nothing in the group can be changed.",
	Fix:      "Set location to the location of the resource group.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		members, valid := map[*rule.Resource][]*rule.Resource{}, stampsOf(g)
		for _, r := range g.All() {
			location := r.Get("location")
			if location.Text() == "" && !location.Unknown() || strings.EqualFold(location.Text(), "global") {
				continue
			}
			for _, group := range mayLieIn(g, r) {
				there := group.Get("location")
				_, stamp := stampOpen(g, group)
				if r == group || there.Absent() || !stamp.Unknown() && !slices.Contains(valid, g.Stamp(group)) {
					continue
				}
				holder, name := groupDoubt(g, r, group)
				switch {
				case groupOf(g, r) != group && !name.Unknown():
				case location.Unknown():
					j.On(r).NotYetKnown(location)
				case !stamp.Unknown() && !name.Unknown():
					members[group] = append(members[group], r)
				case !sameRegion(location.Text(), there.Text()):
					waits(j.On(group), stamp, there)
					waits(j.On(holder), name)
				}
			}
		}
		for group, list := range members {
			there := group.Get("location")
			if there.Unknown() {
				j.On(group).NotYetKnown(there)
			}
			if !there.Known() {
				continue
			}
			var away []*rule.Resource
			for _, r := range list {
				if !sameRegion(r.Get("location").Text(), there.Text()) {
					away = append(away, r)
				}
			}
			if len(away) > 1 && len(away) == len(list) {
				j.On(group).Violated(there, "the region of all that it holds")
				continue
			}
			for _, r := range away {
				j.On(r).Violated(r.Get("location"), "the region of its resource group, "+there.Text())
			}
		}
	},
}
