package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvProtected = &rule.Rule{
	ID:        "TDM-KV-023",
	Title:     "Vaults and keys are protected from the program",
	Why:       "A renamed resource or a wrong destroy deletes the vault, and with a key all that it encrypts; with Protect, Pulumi refuses.",
	Fix:       "Give the resource the option Protect (pulumi.Protect(true)).",
	Severity:  rule.Critical,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:   []string{"https://www.pulumi.com/docs/iac/concepts/options/protect/"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeKeyVault, typeVaultKey, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if !r.Protect {
			j.Missing("not protected", "the resource option Protect")
		}
	},
}
