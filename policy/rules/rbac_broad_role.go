package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacBroadRole = &rule.Rule{
	ID:       "TDM-RBAC-001",
	Title:    "No workload is Owner, Contributor or an administrator of access",
	Why:      "Whoever breaks into the application has the rights of its identity: with these he deletes backups, opens networks and gives himself the rest.",
	Fix:      "Set roleDefinitionId to a role that does one thing, such as Storage Blob Data Reader.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.MCSB("PA-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/built-in-roles", "https://learn.microsoft.com/azure/role-based-access-control/best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		people, known := forPeople(r, j)
		if !known || people {
			return
		}
		if role, ok, _ := roleOf(r, j); ok && role.powers&mayAll != 0 {
			j.ViolatedAs(r.Get("roleDefinitionId"), role.name, "a role that does one thing")
		}
	},
}
