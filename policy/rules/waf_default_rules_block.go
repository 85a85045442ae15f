package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafDefaultRulesBlock = &rule.Rule{
	ID:       "TDM-WAF-005",
	Title:    "The default rule set blocks",
	Why:      "With any other action a request that scores as an attack is only written down.",
	Fix:      "Set ruleSetAction of the Microsoft_DefaultRuleSet in managedRules.managedRuleSets to Block.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		sets, _ := edgeManaged(r, j)
		for _, s := range sets {
			if strings.EqualFold(s.Get("ruleSetType").Text(), "Microsoft_DefaultRuleSet") {
				j.OneOf(s.Get("ruleSetAction"), nil, "Block")
			}
		}
	},
}
