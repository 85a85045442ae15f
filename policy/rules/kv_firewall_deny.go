package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvFirewallDeny = &rule.Rule{
	ID:       "TDM-KV-005",
	Title:    "The firewall of a vault denies by default",
	Why:      "A vault that allows by default answers every network on earth: a stolen token is then all that it takes.",
	Fix:      "Set properties.networkAcls.defaultAction to Deny.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/network-security"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("properties", "networkAcls", "defaultAction"), "Allow", "Deny")
	},
}
