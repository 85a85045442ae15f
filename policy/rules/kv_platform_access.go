package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvPlatformAccess = &rule.Rule{
	ID:       "TDM-KV-021",
	Title:    "Virtual machines, disks and deployments cannot read a vault on their own",
	Why:      "Each of these lets a service of Azure fetch secrets for whoever may deploy, past the roles on the vault.",
	Fix:      "Set properties.enabledForDeployment, enabledForDiskEncryption and enabledForTemplateDeployment to false.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/security-features"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault},
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, property := range []string{"enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment"} {
			j.False(r.Get("properties", property), false)
		}
	},
}
