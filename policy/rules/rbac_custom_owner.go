package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacCustomOwner = &rule.Rule{
	ID:       "TDM-RBAC-007",
	Title:    "Roles of our own do not allow everything",
	Why:      "A role of your own with \"*\" is an Owner that no list of owners shows.",
	Fix:      "List the actions in permissions[].actions and dataActions one by one, without \"*\" in the place of provider or verb.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("1.23 (2.0.0)"), rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/custom-roles", "https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleDefinition},
	Check: func(r *rule.Resource, j *rule.Judge) {
		permissions, _ := j.ItemsOf(r.Get("permissions"))
		for _, permission := range permissions {
			for _, sort := range []string{"actions", "dataActions"} {
				actions, _ := j.ItemsOf(permission.Get(sort))
				for _, action := range actions {
					text, ok := j.TextOf(action)
					if ok && strings.HasPrefix(text, "*") && (sort != "actions" || !strings.EqualFold(text, "*/read")) {
						j.Violated(action, "actions of one provider, one by one")
					}
				}
			}
		}
	},
}
