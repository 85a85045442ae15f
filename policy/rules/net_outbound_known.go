package rules

import (
	"github.com/tandem-platform/tandem/policy/rule"
)

var netOutboundKnown = &rule.Rule{
	ID:       "TDM-NET-004",
	Title:    "Security rules let traffic out to known places only",
	Why:      "Whoever captures an instance carries data away and fetches tools over any way out that nobody limited.",
	Fix:      "In securityRules with access Allow and direction Outbound, name a network or the service tag of one service as destinationAddressPrefix: not *, Internet, AzureCloud or 0.0.0.0/0.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/virtual-network/service-tags-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSecurityGroup, typeSecurityRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := filters(r, j)
		for _, filter := range list {
			if !filterIs(filter, j, "Allow", "Outbound") {
				continue
			}
			targets, _ := ends(filter, j, "destinationAddressPrefix", "destinationAddressPrefixes")
			for _, target := range targets {
				if everywhere(target.Text()) || azureCloud(target.Text()) {
					j.Violated(target, "a network or the service tag of one service")
				}
			}
		}
	},
}
