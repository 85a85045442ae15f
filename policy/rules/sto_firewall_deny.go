package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoFirewallDeny = &rule.Rule{
	ID:       "TDM-STO-006",
	Title:    "The firewall of a storage account denies by default",
	Why:      "An account that allows by default takes requests from every network on earth; only the token is left to stop them.",
	Fix:      "Set networkRuleSet.defaultAction to Deny.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.8 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-network-security"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("networkRuleSet", "defaultAction"), "Allow", "Deny")
	},
}
