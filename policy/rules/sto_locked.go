package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoLocked = &rule.Rule{
	ID:        "TDM-STO-042",
	Title:     "Storage accounts are locked against deletion",
	Why:       "Protect holds Pulumi back only: a script, or a person in the portal, deletes an account with all its blobs in one call, and a deleted account may not come back.",
	Fix:       "Make a ManagementLockByScope with level CanNotDelete whose scope is the id of the resource or of its resource group.",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.CIS("10.1 (2.0.0)"), rule.MCSB("BR-2"), rule.MCSB("AM-4"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
		"https://learn.microsoft.com/azure/storage/common/lock-account-resource",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandLocks(g, j, g.OfType(typeStorageAccount))
	},
}
