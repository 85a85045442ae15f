package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafBotRules = &rule.Rule{
	ID:       "TDM-WAF-006",
	Title:    "Firewall policies have the bot manager rule set",
	Why:      "Scanners and credential stuffers come from addresses that are known; without the set each of their requests costs the origins.",
	Fix:      "Put ruleSetType Microsoft_BotManagerRuleSet with ruleSetVersion 1.1 into managedRules.managedRuleSets.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-configure-bot-protection"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "version", Doc: "the oldest version of the bot manager rule set", Production: 1.1, Test: 1.1},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeRuleSet(r, j, "Microsoft_BotManagerRuleSet", j.Number("version"))
	},
}
