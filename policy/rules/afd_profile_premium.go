package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdProfilePremium = &rule.Rule{
	ID:       "TDM-AFD-001",
	Title:    "Front Door profiles are Premium",
	Why:      "Only Premium has private links to origins and managed firewall rules; on any other tier the origins must answer on the Internet.",
	Fix:      "Set sku.name to Premium_AzureFrontDoor. The SKU of a profile cannot be lowered again, and a classic one has to be migrated.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/private-link"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeProfile},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("sku", "name"), nil, edgePremium)
	},
}
