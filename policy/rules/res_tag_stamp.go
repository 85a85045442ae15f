package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var resTagStamp = &rule.Rule{
	ID:       "TDM-RES-002",
	Title:    "The tag stamp is that of the resource's component and group",
	Why:      "Rules about the isolation and symmetry of stamps go by the tag: one that lies hides a stamp's dependence on the other.",
	Fix:      "Set the tag stamp to the stamp of the component and of the resource group that the resource lies in, or to global for what joins stamps.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "stamps", Doc: "The names of stamps, and of the layer that joins them, with commas between them.", Production: "blue,green,global", Test: "blue,green,global"}},
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		stamps, tagged, groups := words(j.Text("stamps")), []*rule.Resource{}, groupsOf(g)
		siblings, members := map[string]map[*rule.Resource]string{}, map[*rule.Resource][]*rule.Resource{}
		for _, r := range g.All() {
			v := r.Get("tags", "stamp")
			switch {
			case v.Unknown():
				j.On(r).NotYetKnown(v)
				continue
			case v.Absent():
				continue
			case !containsFold(stamps, v.Text()):
				j.On(r).Violated(v, "one of "+j.Text("stamps"))
				continue
			}
			tagged = append(tagged, r)
			if siblings[r.Parent] == nil {
				siblings[r.Parent] = map[*rule.Resource]string{}
			}
			siblings[r.Parent][r] = v.Text()
			if group := groups[r]; group != nil && group != r {
				members[group] = append(members[group], r)
			}
		}
		odd := map[*rule.Resource]string{}
		for _, r := range tagged {
			most := majority(siblings[r.Parent])
			if r.Parent != "" && len(siblings[r.Parent]) > 2 && most != r.Get("tags", "stamp").Text() {
				odd[r] = most
			}
		}
		for group, list := range members {
			if !containsFold(stamps, group.Get("tags", "stamp").Text()) {
				continue
			}
			oddInGroup(group, list, odd)
		}
		waitForGroups(g, j, tagged)
		for r, want := range odd {
			j.On(r).Violated(r.Get("tags", "stamp"), want)
		}
	},
}

// oddInGroup finds the resources whose stamp is not their group's, or the group
// itself if that is so of all of them. What joins stamps may lie in a stamp's group.
func oddInGroup(group *rule.Resource, list []*rule.Resource, odd map[*rule.Resource]string) {
	of := group.Get("tags", "stamp").Text()
	found, others := map[*rule.Resource]string{}, map[*rule.Resource]string{}
	for _, r := range list {
		own := r.Get("tags", "stamp").Text()
		if own == "global" {
			continue
		}
		others[r] = own
		if own != of {
			found[r] = of
		}
	}
	if len(found) > 1 && len(found) == len(others) {
		odd[group] = majority(others)
		return
	}
	for r, want := range found {
		odd[r] = want
	}
}

// waitForGroups waits for the names of resource groups that decide whether a
// resource lies in one of another stamp.
func waitForGroups(g *rule.Graph, j *rule.Judge, tagged []*rule.Resource) {
	for _, r := range tagged {
		own := r.Get("tags", "stamp").Text()
		for _, group := range mayLieIn(g, r) {
			if own == "global" || own == group.Get("tags", "stamp").Text() || !slices.Contains(tagged, group) {
				continue
			}
			if holder, name := groupDoubt(g, r, group); name.Unknown() {
				j.On(holder).NotYetKnown(name)
			}
		}
	}
}
