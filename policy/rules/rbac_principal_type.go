package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacPrincipalType = &rule.Rule{
	ID:       "TDM-RBAC-004",
	Title:    "Role assignments say what their principal is",
	Why:      "Without it Azure looks the principal up, which fails for an identity that was made a second ago, and no reviewer sees whom a GUID means.",
	Fix:      "Set principalType to \"ServicePrincipal\" for identities, \"Group\" for people.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("PA-4"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("principalType"), nil, "ServicePrincipal", "Group", "User", "ForeignGroup", "Device")
	},
}
