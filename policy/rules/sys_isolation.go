package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysIsolation = &rule.Rule{
	ID:       "TDM-SYS-001",
	Title:    "A stamp never names another stamp",
	Why:      "A stamp that needs something of the other falls with it: the outage of one region takes both, on the day for which there are two.",
	Fix:      "Refer to a resource of the same stamp, or move what joins the stamps to the global layer, with the tag stamp set to global.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.MCSB("BR-1")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		stamps, valid := map[*rule.Resource]string{}, stampsOf(g)
		for _, r := range g.Resources {
			if stamp := g.Stamp(r); slices.Contains(valid, stamp) {
				stamps[r] = stamp
			}
		}
		for _, r := range g.Resources {
			if r.Custom && stamps[r] != "" {
				judgeIsolation(g, j.On(r), r, stamps)
			}
		}
	},
}

// judgeIsolation demands that nothing that r names or waits for is of another stamp.
func judgeIsolation(g *rule.Graph, j *rule.Judge, r *rule.Resource, stamps map[*rule.Resource]string) {
	own := stamps[r]
	foreign := func(other *rule.Resource) bool { return stamps[other] != "" && stamps[other] != own }
	if name := r.Get("resourceGroupName"); foreign(groupOf(g, r)) {
		j.ViolatedAs(name, "a group of stamp "+stamps[groupOf(g, r)], "the group of stamp "+own)
	}
	eachText(r.Get(), func(v rule.Value, text string) {
		if v.Unknown() {
			judgeOrigin(g, j, r, v)
		} else if strings.Contains(text, "/resourceGroups/") || strings.Contains(text, "/resourcegroups/") {
			if other := ancestor(g, r, text); foreign(other) {
				j.ViolatedAs(v, other.Name+" of stamp "+stamps[other], "a resource of stamp "+own+", or the global layer in between")
			}
		}
	})
	for _, urn := range r.Dependencies {
		if other := g.ByURN(urn); foreign(other) {
			j.Missing("waiting for "+other.Name+" of stamp "+stamps[other], "no dependence on another stamp")
		}
	}
}

// judgeOrigin says that a value that is not known yet may be of another stamp,
// if what it is made from is none of the graph's.
func judgeOrigin(g *rule.Graph, j *rule.Judge, r *rule.Resource, v rule.Value) {
	top := v.Path()
	if i := strings.IndexAny(top, ".["); i > 0 {
		top = top[:i]
	}
	if slices.ContainsFunc(r.PropertyDependencies[top], func(urn string) bool { return g.ByURN(urn) == nil || !g.ByURN(urn).Custom }) {
		j.NotYetKnown(v)
	}
}

// eachText visits all texts and unknown values of a property map, and the names
// of members, which ids can be, too.
func eachText(v rule.Value, visit func(v rule.Value, text string)) {
	switch v.Kind() {
	case rule.KindText:
		visit(v, v.Text())
	case rule.KindUnknown:
		visit(v, "")
	case rule.KindList:
		for _, item := range v.Items() {
			eachText(item, visit)
		}
	case rule.KindObject:
		for _, name := range v.Members() {
			if strings.HasPrefix(name, "/subscriptions/") {
				visit(v, name)
			}
			eachText(v.Get(name), visit)
		}
	}
}
