package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacKnownRole = &rule.Rule{
	ID:       "TDM-RBAC-016",
	Title:    "Roles are ones whose powers can be told",
	Why:      "A role that nobody looked into can hold anything; the rules that keep duties apart do not see it.",
	Fix:      "Use a built-in role of the table, or define the role as an azure-native:authorization:RoleDefinition in the program.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, r := range g.OfType(typeRoleAssignment) {
			on := j.On(r)
			_, ok, known := roleOf(r, on)
			if !known || ok {
				continue
			}
			id := r.Get("roleDefinitionId")
			defined := false
			for _, definition := range g.OfType(typeRoleDefinition) {
				if own := definition.Get("roleDefinitionId"); definition.ARMID() == "" && own.Unknown() {
					j.On(definition).NotYetKnown(own)
					defined = true
				}
				defined = defined || strings.EqualFold(roleGUID(definition.ARMID()), roleGUID(id.Text())) || sameText(definition.Get("roleDefinitionId"), rule.NewValue(roleGUID(id.Text())))
			}
			if !defined {
				on.Violated(id, "a built-in role that is known here, or one that the program defines")
			}
		}
	},
}
