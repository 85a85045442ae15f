package rules

import "github.com/tandem-platform/tandem/policy/rule"

var resLockLevel = &rule.Rule{
	ID:       "TDM-RES-007",
	Title:    "Locks forbid deletion, not change, and say why they are there",
	Why:      "A read-only lock refuses POST requests as well: failing over, listing keys and restarting among them. A lock without a note is lifted by whoever finds it in the way.",
	Fix:      "Set level of the lock to CanNotDelete, and notes to what it protects.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-4"), rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeepLock, typeKeepLockGroup, typeKeepLockResource, "azure-native:authorization:ManagementLockAtSubscriptionLevel"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("level"), nil, "CanNotDelete")
		j.Present(r.Get("notes"), "what the lock protects")
	},
}
