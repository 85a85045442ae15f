package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafDefaultRules = &rule.Rule{
	ID:       "TDM-WAF-004",
	Title:    "Firewall policies have the default rule set, version 2.1 or newer",
	Why:      "The managed rules know the attacks on web applications, and Microsoft adds the new ones; custom rules alone stop none of them.",
	Fix:      "Put ruleSetType Microsoft_DefaultRuleSet with ruleSetVersion 2.1 into managedRules.managedRuleSets.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "version", Doc: "the oldest version of the default rule set", Production: 2.1, Test: 2.1},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		edgeRuleSet(r, j, "Microsoft_DefaultRuleSet", j.Number("version"))
	},
}
