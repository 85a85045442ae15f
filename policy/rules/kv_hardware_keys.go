package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvHardwareKeys = &rule.Rule{
	ID:       "TDM-KV-013",
	Title:    "Keys are made and kept in hardware",
	Why:      "A key in software is in the memory of a machine of Azure while it is used; one in hardware never leaves the module.",
	Fix:      "Set properties.kty to RSA-HSM or EC-HSM, and properties.sku.name of the vault to premium.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Keys in hardware need the premium tier, at a price per key and month. Enable it where a rule of your trade asks for FIPS 140 level 3.",
	Controls: []rule.Control{rule.MCSB("DP-6")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/keys/about-keys"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVaultKey},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("properties", "kty"), "RSA", "RSA-HSM", "EC-HSM", "oct-HSM")
	},
}
