package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoCustomerKey = &rule.Rule{
	ID:       "TDM-STO-014",
	Title:    "Storage accounts are encrypted with a key of the customer's own",
	Why:      "Where the owner of the data must be able to withdraw it, the platform's key is not enough.",
	Fix:      "Set encryption.keySource to Microsoft.Keyvault, with encryption.keyVaultProperties.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "A key of one's own ties every read of the data to one region's vault, and a lost key is lost data in both regions; the platform's key has neither fault. Enable it where a contract asks for the key.",
	Controls: []rule.Control{rule.CIS("3.12 (2.0.0)"), rule.MCSB("DP-5")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("encryption", "keySource"), "Microsoft.Storage", "Microsoft.Keyvault")
	},
}
