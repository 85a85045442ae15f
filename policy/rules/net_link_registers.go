package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netLinkRegisters = &rule.Rule{
	ID:       "TDM-NET-010",
	Title:    "Links to private DNS zones register no machines",
	Why:      "With automatic registration every machine that is started in the network writes a record of its own name, over that of an endpoint if it chooses so.",
	Fix:      "Set registrationEnabled of the virtual network link to false.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-10"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/dns/private-dns-autoregistration"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeZoneLink},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("registrationEnabled"), false)
	},
}
