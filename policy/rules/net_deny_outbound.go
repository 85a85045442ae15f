package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netDenyOutbound = &rule.Rule{
	ID:       "TDM-NET-006",
	Title:    "A network security group denies what it does not let out",
	Why:      "Azure's own last rules let everything out to the internet, which is the way that stolen data takes.",
	Fix:      "Add to securityRules a last rule with access Deny, direction Outbound, protocol *, sourceAddressPrefix *, destinationAddressPrefix * and destinationPortRange *.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		judgeDenyRest(g, j, "Outbound")
	},
}
