package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netDenyInbound = &rule.Rule{
	ID:       "TDM-NET-005",
	Title:    "A network security group denies what it does not let in",
	Why:      "Azure's own last rules let in everything from the network and its peers, so that a group without a denial of its own hardly limits anything.",
	Fix:      "Add to securityRules a last rule with access Deny, direction Inbound, protocol *, sourceAddressPrefix *, destinationAddressPrefix * and destinationPortRange *.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		judgeDenyRest(g, j, "Inbound")
	},
}
