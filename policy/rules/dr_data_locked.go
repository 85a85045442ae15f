package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drDataLocked = &rule.Rule{
	ID:        "TDM-DR-027",
	Title:     "SQL servers are locked against deletion, and against nothing else",
	Why:       "Protect holds Pulumi back only: a person in the portal deletes a server with all that it holds in one call. A lock that makes it read-only forbids the failover, too.",
	Fix:       "Make a ManagementLockByScope with level CanNotDelete whose scope is the id of the server or of its resource group.",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.CIS("10.1 (2.0.0)"), rule.MCSB("BR-2"), rule.MCSB("AM-4"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources"},
	Since:     "0.1.0",
	Scope:     rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandLocks(g, j, g.OfType(typeServer))
	},
}
