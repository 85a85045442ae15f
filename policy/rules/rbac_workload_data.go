package rules

import "github.com/tandem-platform/tandem/policy/rule"

var rbacWorkloadData = &rule.Rule{
	ID:       "TDM-RBAC-017",
	Title:    "A workload uses data, it does not administer it",
	Why:      "An application that may change permissions, keys or the store itself turns one hole in its code into the loss of everything stored.",
	Fix:      "Set roleDefinitionId to a role that reads or writes what the workload needs, such as Storage Blob Data Contributor or Key Vault Secrets User.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeRoleAssignment},
	Check: func(r *rule.Resource, j *rule.Judge) {
		people, known := forPeople(r, j)
		if !known || people {
			return
		}
		if role, ok, _ := roleOf(r, j); ok && role.powers&mayAll == 0 && role.powers&(mayRuleData|mayChangeLogs|mayDeploy|mayAssign) != 0 {
			j.ViolatedAs(r.Get("roleDefinitionId"), role.name, "a role that only reads or writes what the workload needs")
		}
	},
}
