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
		held, named := holdings(g), namingsOf(g)
		for _, r := range g.All() {
			for _, n := range named[r] {
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
		if at := heldAt(g, r); held[at.group] != nil && r.Custom {
			held[at.group].types[at.typ] = true
			held[at.group].whole = held[at.group].whole && at.made
		}
	}
	return held
})

// heldPlace is the group that a resource lies in, in lower case, ARM's type of it,
// and whether its id is known.
type heldPlace struct {
	group, typ string
	made       bool
}

var heldAt = rule.Part(func(_ *rule.Graph, r *rule.Resource) heldPlace {
	id := r.ARMID()
	return heldPlace{strings.ToLower(rule.GroupName(r)), armType(id), id != ""}
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
