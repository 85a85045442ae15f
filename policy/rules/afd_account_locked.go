package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdAccountLocked = &rule.Rule{
	ID:       "TDM-AFD-050",
	Title:    "Storage accounts behind Front Door have no public address",
	Why:      "An account cannot tell this profile from others by a header: what answers on the Internet is read around the firewall by everybody who has a signature.",
	Fix:      "Set publicNetworkAccess of the account to Disabled, and sharedPrivateLinkResource on the origin.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/origin-security", "https://learn.microsoft.com/azure/storage/common/storage-network-security"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for account := range edgeBehind(g, j, typeStorageAccount) {
			j.On(account).OneOf(account.Get("publicNetworkAccess"), "Enabled", "Disabled", "SecuredByPerimeter")
		}
	},
}
