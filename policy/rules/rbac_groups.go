package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacGroups = &rule.Rule{
	ID:       "TDM-RBAC-006",
	Title:    "People get roles by groups",
	Why:      "A role that is given to a person stays when the person changes the team, and nobody reviews it.",
	Fix:      "Set principalId to an Entra group and principalType to \"Group\".",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-4"), rule.MCSB("PA-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get("principalType")
		if text, ok := j.TextOf(v); ok && strings.EqualFold(text, "User") {
			j.Violated(v, "\"Group\"")
		}
	},
}
