package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacCustomScope = &rule.Rule{
	ID:       "TDM-RBAC-009",
	Title:    "Roles of our own can be assigned in named places only",
	Why:      "A role that can be assigned at the root or on a management group is there for every subscription, and so is a mistake in it.",
	Fix:      "List resource groups or subscriptions in assignableScopes.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/custom-roles"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleDefinition},
	Check: func(r *rule.Resource, j *rule.Judge) {
		scopes := r.Get("assignableScopes")
		j.Present(scopes, "the resource groups or subscriptions")
		items, _ := j.ItemsOf(scopes)
		for _, scope := range items {
			if text, ok := j.TextOf(scope); ok && !strings.HasPrefix(strings.ToLower(text), "/subscriptions/") {
				j.Violated(scope, "a resource group or a subscription")
			}
		}
	},
}
