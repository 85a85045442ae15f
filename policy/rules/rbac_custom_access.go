package rules

import (
	"regexp"
	"slices"
	"strings"

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
				if text, ok := j.TextOf(action); ok && givesAccess(text) {
					j.Violated(action, "no action of Microsoft.Authorization beyond reading and locks")
				}
			}
		}
	},
}

// accessRights are the rights by which somebody gives access, to himself or to others.
var accessRights = []string{
	"Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleDefinitions/write", "Microsoft.Authorization/elevateAccess/action",
	"Microsoft.Authorization/roleAssignmentScheduleRequests/write", "Microsoft.Authorization/roleAssignmentSchedules/write",
	"Microsoft.Authorization/roleEligibilityScheduleRequests/write", "Microsoft.Authorization/roleEligibilitySchedules/write",
}

// givesAccess reports whether an action, in which * stands for any text, takes in
// one of the rights. One that begins with * is another rule's matter.
func givesAccess(action string) bool {
	if strings.HasPrefix(action, "*") {
		return false
	}
	pattern := regexp.MustCompile(`(?i)^` + strings.ReplaceAll(regexp.QuoteMeta(action), `\*`, ".*") + `$`)
	return slices.ContainsFunc(accessRights, pattern.MatchString)
}
