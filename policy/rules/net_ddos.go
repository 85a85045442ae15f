package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netDDoS = &rule.Rule{
	ID:       "TDM-NET-021",
	Title:    "Networks with public addresses have a DDoS protection plan",
	Why:      "A flood of packets at a public address of the network takes down what stands behind it.",
	Fix:      "Set enableDdosProtection to true and ddosProtectionPlan.id to the plan's id.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "A plan costs thousands a month and protects public addresses of a network. A stamp's network has none: visitors come through Front Door, which has its own protection.",
	Controls: []rule.Control{rule.MCSB("NS-5"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/ddos-protection/ddos-protection-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeVirtualNetwork},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enableDdosProtection"), false)
	},
}
