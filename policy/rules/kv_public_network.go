package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvPublicNetwork = &rule.Rule{
	ID:       "TDM-KV-007",
	Title:    "Vaults are closed to public networks",
	Why:      "A public endpoint is one firewall mistake away from the internet; a private endpoint cannot be reached from there at all.",
	Fix:      "Set properties.publicNetworkAccess to Disabled and reach the vault through a private endpoint.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/private-link-service"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("properties", "publicNetworkAccess"), "Enabled", "Disabled", "SecuredByPerimeter")
	},
}
