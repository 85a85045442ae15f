package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoKeyVersion = &rule.Rule{
	ID:       "TDM-STO-043",
	Title:    "An account with a key of one's own takes the newest version of it",
	Why:      "A version that is written down stays when the vault rotates the key: once it is disabled or has expired, no blob can be read.",
	Fix:      "Leave encryption.keyVaultProperties.keyVersion out.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-5"), rule.MCSB("DP-6"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		version := r.Get("encryption", "keyVaultProperties", "keyVersion")
		switch {
		case version.Unknown():
			j.NotYetKnown(version)
		case version.Known() && version.Text() != "" || version.Known() && version.Kind() != rule.KindText:
			j.Violated(version, "no version")
		}
	},
}
