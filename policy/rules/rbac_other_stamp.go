package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacOtherStamp = &rule.Rule{
	ID:       "TDM-RBAC-019",
	Title:    "In the other stamp an identity only reads",
	Why:      "Whoever breaks into one stamp must not be able to change the other: it is what is left to fail over to.",
	Fix:      "Give the identity of one stamp only reader roles, such as Storage Blob Data Reader, on resources of the other.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:04"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		stampOf := map[string]string{}
		for _, identity := range g.OfType(typeIdentity) {
			stamp := g.Stamp(identity)
			stampOf[identity.URN] = stamp
			if id := identity.Get("principalId"); id.Kind() == rule.KindText {
				stampOf[strings.ToLower(id.Text())] = stamp
			}
		}
		for _, r := range g.OfType(typeRoleAssignment) {
			on, scope := j.On(r), r.Get("scope")
			target, _ := g.Refers(r, scope)
			if target == nil {
				target = wholeOf(g, scope.Text())
			}
			if target == nil {
				continue
			}
			at, from := g.Stamp(target), stampOf[grantHolder(g, r, r.Get("principalId"), on)]
			if at == "" || from == "" || at == from {
				continue
			}
			role, ok, known := roleOf(r, on)
			if known && (!ok || role.powers != 0 || !strings.HasSuffix(role.name, "Reader")) {
				on.ViolatedAs(r.Get("roleDefinitionId"), role.name+" in "+at+" for an identity of "+from, "a role that only reads")
			}
		}
	},
}
