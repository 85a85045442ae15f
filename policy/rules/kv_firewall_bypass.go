package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvFirewallBypass = &rule.Rule{
	ID:       "TDM-KV-006",
	Title:    "A vault's firewall lets no other service of Azure pass",
	Why:      "The bypass opens the vault to services that other customers use as well; unless one of yours needs it, it is a door without use.",
	Fix:      "Set properties.networkAcls.bypass to None.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("properties", "networkAcls", "bypass"), "AzureServices", "None")
	},
}
