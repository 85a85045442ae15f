package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysReferences = &rule.Rule{
	ID:       "TDM-SYS-007",
	Title:    "Resources refer to what the system holds",
	Why:      "An id in one of the system's own groups that leads to nothing is refused by Azure in the middle of a deployment, or taken and never works: an alert on nothing, a lock on nothing.",
	Fix:      "Set the property to the id of a resource of the program, best by its output.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		held := holdings(g)
		for _, r := range g.All() {
			for _, n := range namingsOf(g)[r] {
				if _, depends := r.PropertyDependencies[n.property]; depends && n.dangles {
					eachText(r.Get(n.property), func(v rule.Value, text string) { judgeReference(g, j.On(r), v, text, held) })
				}
			}
		}
	},
}

// holdings are what the resource groups hold, by lower-case name.
var holdings = rule.Shared(func(g *rule.Graph) map[string]*holding {
	held := map[string]*holding{}
	for _, group := range g.OfType(typeResourceGroup) {
		held[strings.ToLower(rule.AzureName(group))] = &holding{types: map[string]bool{}, whole: group.ARMID() != ""}
	}
	for _, r := range g.All() {
		if h := held[strings.ToLower(rule.GroupName(r))]; h != nil && r.Custom {
			h.types[armType(r.ARMID())] = true
			h.whole = h.whole && r.ARMID() != ""
		}
	}
	return held
})

// holding is what the graph has of a resource group: the types that the program
// makes in it, and whether all ids are known.
type holding struct {
	types map[string]bool
	whole bool
}

// judgeReference demands that an id in one of the graph's groups leads to one of
// its resources, or to a part of one that the program does not make itself.
func judgeReference(g *rule.Graph, j *rule.Judge, v rule.Value, text string, held map[string]*holding) {
	_, rest, isID := strings.Cut(strings.ToLower(text), "/resourcegroups/")
	name, _, _ := strings.Cut(rest, "/")
	h := held[name]
	if !isID || h == nil || !inSubscription(text) {
		return
	}
	above, exact := g.Nearest(text)
	if exact {
		return
	}
	if above != nil && above.Type != typeResourceGroup && partOf(above, text, h) {
		return
	}
	if !h.whole {
		j.NotYetKnown(v)
		return
	}
	j.ViolatedAs(v, text[strings.LastIndexByte(text, '/')+1:]+", which the system does not hold", "the id of one of its resources")
}

// partOf reports whether an id below a resource's is of a part that the resource
// has: a subnet, a master database, or a type of which the program makes none.
func partOf(above *rule.Resource, text string, h *holding) bool {
	name := text[strings.LastIndexByte(text, '/')+1:]
	if above.Type == typeVirtualNetwork {
		return true // rules about who lies in a subnet speak of it
	}
	return strings.EqualFold(name, "master") || !h.types[armType(text)]
}
