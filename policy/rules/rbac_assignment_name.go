package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacAssignmentName = &rule.Rule{
	ID:       "TDM-RBAC-005",
	Title:    "Role assignments have names that follow from what they grant",
	Why:      "A random name makes the same grant a second one after every rebuild, and Azure refuses it because the first still exists.",
	Fix:      "Set roleAssignmentName to a GUID computed from scope, principal and role.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("roleAssignmentName")
		const want = "a GUID computed from scope, principal and role"
		j.Present(name, want)
		if text, ok := j.TextOf(name); ok && text != "" && !guid.MatchString(text) {
			j.Violated(name, want)
		}
	},
}

var guid = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
