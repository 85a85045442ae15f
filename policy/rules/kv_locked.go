package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvLocked = &rule.Rule{
	ID:        "TDM-KV-024",
	Title:     "Vaults are locked against deletion",
	Why:       "Protect holds Pulumi back only: a script, or a person in the portal, deletes a vault in one call, and the stamp stands still until it is recovered.",
	Fix:       "Make a ManagementLockByScope with level CanNotDelete whose scope is the id of the resource or of its resource group.",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.CIS("10.1 (2.0.0)"), rule.MCSB("BR-2"), rule.MCSB("AM-4"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources"},
	Since:     "0.1.0",
	Scope:     rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandLocks(g, j, g.OfType(typeKeyVault))
	},
}
