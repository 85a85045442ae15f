package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoLocalUsers = &rule.Rule{
	ID:       "TDM-STO-010",
	Title:    "Storage accounts have no local users",
	Why:      "A local user of SFTP signs in with a password or key that Entra does not know: no conditional access, no second factor, no leaver process.",
	Fix:      "Set isLocalUserEnabled to false, and make no LocalUser.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount, "azure-native:storage:LocalUser"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type != typeStorageAccount {
			j.Missing("a local user", "an identity of Entra")
			return
		}
		j.False(r.Get("isLocalUserEnabled"), nil)
	},
}
