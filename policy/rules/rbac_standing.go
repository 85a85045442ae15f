package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacStanding = &rule.Rule{
	ID:       "TDM-RBAC-010",
	Title:    "Nobody stands with the right to give access",
	Why:      "An account that always may assign roles is worth every attack; one that must ask for it, for an hour, with a reason, is not.",
	Fix:      "Make Owner, User Access Administrator and Role Based Access Control Administrator eligible in Privileged Identity Management, or bound the last by condition.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-2"), rule.MCSB("PA-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-assign-roles", "https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		people, known := forPeople(r, j)
		if !known || !people {
			return
		}
		role, ok, _ := roleOf(r, j)
		if !ok || role.powers&mayAssign == 0 {
			return
		}
		condition := r.Get("condition")
		if condition.Unknown() {
			j.NotYetKnown(condition)
			return
		}
		if role.powers&mayDeploy != 0 || condition.Text() == "" {
			j.ViolatedAs(r.Get("roleDefinitionId"), role.name+", for good and without bounds", "an eligible assignment, or a condition that names the roles")
		}
	},
}
