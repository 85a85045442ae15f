package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacDescribed = &rule.Rule{
	ID:       "TDM-RBAC-011",
	Title:    "Role assignments say what they are for",
	Why:      "A grant that nobody can explain is a grant that nobody dares to take away.",
	Fix:      "Set description to who needs the role and for what.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("PA-4"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.Present(r.Get("description"), "who needs the role and for what")
	},
}
