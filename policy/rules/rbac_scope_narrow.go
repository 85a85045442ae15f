package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacScopeNarrow = &rule.Rule{
	ID:       "TDM-RBAC-003",
	Title:    "A workload has its roles on single resources",
	Why:      "A role on a resource group holds for the account of the audit logs and the vault next to what the application needs.",
	Fix:      "Set scope to the id of the resource, or of the container in it, that the workload uses.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/scope-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		people, known := forPeople(r, j)
		if !known || people {
			return
		}
		text, ok := j.TextOf(r.Get("scope"))
		if _, group, inGroup := strings.Cut(strings.ToLower(text), "/resourcegroups/"); ok && inGroup && !strings.Contains(group, "/providers/") {
			j.Violated(r.Get("scope"), "the id of a resource")
		}
	},
}
