package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoSharedKey = &rule.Rule{
	ID:       "TDM-STO-005",
	Title:    "Storage accounts accept no shared key",
	Why:      "An account key opens all data to whoever has it, is bound to no person, and passes every role and conditional access by.",
	Fix:      "Set allowSharedKeyAccess to false; use Entra roles and user delegation signatures.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("allowSharedKeyAccess"), true)
	},
}
