package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPublicNetwork = &rule.Rule{
	ID:       "TDM-STO-008",
	Title:    "Storage accounts are closed to public networks",
	Why:      "A public endpoint is one firewall mistake away from the internet; a private endpoint cannot be reached from there at all.",
	Fix:      "Set publicNetworkAccess to Disabled and reach the account through private endpoints.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-network-security-set-default-access"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("publicNetworkAccess"), "Enabled", "Disabled", "SecuredByPerimeter")
	},
}
