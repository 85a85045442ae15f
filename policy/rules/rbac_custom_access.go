package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacCustomAccess = &rule.Rule{
	ID:       "TDM-RBAC-008",
	Title:    "Roles of our own cannot give access",
	Why:      "Whoever may write role assignments or definitions gives himself every other right.",
	Fix:      "Leave Microsoft.Authorization/*, roleAssignments/write, roleDefinitions/write and elevateAccess out of permissions[].actions.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-1"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/custom-roles"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleDefinition},
	Check: func(r *rule.Resource, j *rule.Judge) {
		permissions, _ := j.ItemsOf(r.Get("permissions"))
		for _, permission := range permissions {
			actions, _ := j.ItemsOf(permission.Get("actions"))
			for _, action := range actions {
				if text, ok := j.TextOf(action); ok && accessActions.MatchString(text) {
					j.Violated(action, "no action of Microsoft.Authorization beyond reading and locks")
				}
			}
		}
	},
}

var accessActions = regexp.MustCompile(`(?i)^Microsoft\.Authorization/(\*$|\*/(write|\*)$|(roleAssignments|roleDefinitions|roleEligibility\w+|roleAssignmentSchedule\w+)/(\*|write)$|elevateAccess)`)
