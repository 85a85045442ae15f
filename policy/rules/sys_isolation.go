package rules

import (
	"slices"

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
		i := isolation{g: g, stamps: stampsByResource(g), groups: groupsOf(g), named: namingsOf(g)}
		for _, r := range g.All() {
			if r.Custom && i.stamps[r] != "" {
				i.judge(j.On(r), r)
			}
		}
	},
}

type isolation struct {
	g      *rule.Graph
	stamps map[*rule.Resource]string
	groups map[*rule.Resource]*rule.Resource
	named  map[*rule.Resource][]naming
}

// foreign reports whether a resource is of another stamp.
func (i isolation) foreign(own string, other *rule.Resource) bool {
	return i.stamps[other] != "" && i.stamps[other] != own
}

// judge demands that nothing that r names or waits for is of another stamp.
func (i isolation) judge(j *rule.Judge, r *rule.Resource) {
	own := i.stamps[r]
	if group := i.groups[r]; i.foreign(own, group) {
		j.ViolatedAs(r.Get("resourceGroupName"), "a group of stamp "+i.stamps[group], "the group of stamp "+own)
	}
	for _, n := range i.named[r] {
		if !n.unknown && !slices.ContainsFunc(n.leads, func(to *rule.Resource) bool { return i.foreign(own, to) }) {
			continue
		}
		eachText(r.Get(n.property), func(v rule.Value, text string) {
			if v.Unknown() {
				judgeOrigin(i.g, j, r, v)
			} else if other, _ := i.g.Nearest(text); i.foreign(own, other) {
				j.ViolatedAs(v, other.Name+" of stamp "+i.stamps[other], "a resource of stamp "+own+", or the global layer in between")
			}
		})
	}
	for _, urn := range r.Dependencies {
		if other := i.g.ByURN(urn); i.foreign(own, other) {
			j.Missing("waiting for "+other.Name+" of stamp "+i.stamps[other], "no dependence on another stamp")
		}
	}
}

// judgeOrigin says that a value that is not known yet may be of another stamp,
// if what it is made from is none of the graph's, or nobody says what that is.
func judgeOrigin(g *rule.Graph, j *rule.Judge, r *rule.Resource, v rule.Value) {
	from := r.PropertyDependencies[v.Top()]
	if len(from) == 0 || slices.ContainsFunc(from, func(urn string) bool { return g.ByURN(urn) == nil || !g.ByURN(urn).Custom }) {
		j.NotYetKnown(v)
	}
}
