package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacScopeWide = &rule.Rule{
	ID:       "TDM-RBAC-002",
	Title:    "No role is assigned on a subscription or above it",
	Why:      "A role on a subscription holds for every system in it and for everything that will be made there.",
	Fix:      "Set scope to the id of a resource, or of a resource group for people.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.MCSB("PA-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/scope-overview", "https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		scope := r.Get("scope")
		const want = "the id of a resource group or a resource"
		j.Present(scope, want)
		if text, ok := j.TextOf(scope); ok && text != "" && !strings.Contains(strings.ToLower(text), "/resourcegroups/") {
			j.Violated(scope, want)
		}
	},
}
