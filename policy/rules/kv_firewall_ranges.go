package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvFirewallRanges = &rule.Rule{
	ID:       "TDM-KV-025",
	Title:    "A vault's firewall lets no wide range in",
	Why:      "A range of thousands of addresses, or all of them, makes the firewall a formality: strangers sit in it.",
	Fix:      "Name single addresses or ranges of /24 and smaller in properties.networkAcls.ipRules[].value.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/network-security"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "minBits", Doc: "The shortest prefix that a range may have.", Production: 24.0, Test: 24.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeKeyVault, typeManagedHSM},
	Check: func(r *rule.Resource, j *rule.Judge) {
		rules, _ := j.ItemsOf(r.Get("properties", "networkAcls", "ipRules"))
		for _, one := range rules {
			demandNarrow(j, one.Get("value"), int(j.Number("minBits")))
		}
	},
}
