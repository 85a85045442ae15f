package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoServiceEncryption = &rule.Rule{
	ID:       "TDM-STO-035",
	Title:    "No service of a storage account is left out of encryption",
	Why:      "A program that turns the encryption of a service off asks for data in plain on disk; Azure ignores it today, and an auditor does not.",
	Fix:      "Set encryption.services.blob.enabled, and those of file, queue and table, to true, or leave them out.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-4"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-service-encryption"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		services := r.Get("encryption", "services")
		for _, service := range []string{"blob", "file", "queue", "table"} {
			j.True(services.Get(service, "enabled"), true)
			j.OneOf(services.Get(service, "keyType"), "Account", "Account", "Service")
		}
	},
}
