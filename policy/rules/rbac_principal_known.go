package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacPrincipalKnown = &rule.Rule{
	ID:       "TDM-RBAC-018",
	Title:    "Workload roles go to identities of the system, called what they are",
	Why:      "A role for an identity that is gone, or of somebody else's, is a door whose key nobody here holds.",
	Fix:      "Set principalId to the principalId of an identity of the program and principalType to \"ServicePrincipal\"; list others in the parameter others.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("PA-4"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "others", Doc: "object ids of further principals, with commas between", Production: "", Test: ""}},
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		mine, complete := principals(g)
		others := strings.ToLower(j.Text("others"))
		for _, r := range g.OfType(typeRoleAssignment) {
			on, v, kind := j.On(r), r.Get("principalId"), r.Get("principalType")
			who := grantHolder(g, r, v, on)
			if who == "" || len(mine) == 0 && complete || strings.Contains(others, who) {
				continue
			}
			switch {
			case v.Unknown() || mine[who]:
				on.OneOf(kind, "ServicePrincipal", "ServicePrincipal")
			case kind.Absent():
			case !complete:
				on.NotYetKnown(v)
			case kind.Unknown():
				on.NotYetKnown(kind)
			case strings.EqualFold(kind.Text(), "ServicePrincipal"):
				on.Violated(v, "the principal id of an identity of the system")
			}
		}
	},
}

// principals are the object ids, in small letters, of the identities of the graph.
// They are not complete while one is not known.
func principals(g *rule.Graph) (ids map[string]bool, complete bool) {
	ids, complete = map[string]bool{}, true
	for _, r := range g.All() {
		for _, path := range [][]string{{"principalId"}, {"identity", "principalId"}, {"objectId"}} {
			v := r.Get(path...)
			if r.Type == typeRoleAssignment {
				continue
			}
			if v.Kind() == rule.KindText {
				ids[strings.ToLower(v.Text())] = true
			}
			complete = complete && !v.Unknown()
		}
	}
	return ids, complete
}
