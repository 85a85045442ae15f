package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoFirewallRanges = &rule.Rule{
	ID:       "TDM-STO-034",
	Title:    "A storage account's firewall lets no wide range in",
	Why:      "A range of thousands of addresses, or all of them, makes the firewall a formality: strangers sit in it.",
	Fix:      "Name single addresses or ranges of /24 and smaller (/64 for IPv6) in networkRuleSet.ipRules[].iPAddressOrRange and networkRuleSet.ipv6Rules[].iPAddressOrRange.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-network-security-ip-address-range"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "minBits", Doc: "The shortest prefix that a range may have.", Production: 24.0, Test: 24.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, list := range []string{"ipRules", "ipv6Rules"} {
			rules, _ := j.ItemsOf(r.Get("networkRuleSet", list))
			for _, one := range rules {
				demandNarrow(j, one.Get("iPAddressOrRange"), int(j.Number("minBits")))
			}
		}
	},
}
