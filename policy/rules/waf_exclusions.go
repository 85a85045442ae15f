package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafExclusions = &rule.Rule{
	ID:       "TDM-WAF-009",
	Title:    "No part of a request is excluded from inspection",
	Why:      "What is excluded is where an attacker puts the attack; an exclusion for a whole set holds for all of its rules.",
	Fix:      "Remove exclusions from managedRules, or rename the field that raises false alarms; raise the parameter most once each exclusion has a reason.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-exclusion"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "most", Doc: "how many exclusions there may be", Production: 0.0, Test: 0.0},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		sets, _ := edgeManaged(r, j)
		count := 0
		var lists []rule.Value
		look := func(v rule.Value) {
			items, _ := j.ItemsOf(v)
			if len(items) > 0 {
				count += len(items)
				lists = append(lists, v)
			}
		}
		for _, s := range sets {
			look(s.Get("exclusions"))
			groups, _ := j.ItemsOf(s.Get("ruleGroupOverrides"))
			for _, g := range groups {
				look(g.Get("exclusions"))
			}
			edgeOverrides(j, s, func(_, o rule.Value) { look(o.Get("exclusions")) })
		}
		if float64(count) > j.Number("most") {
			for _, v := range lists {
				j.Violated(v, "no exclusion")
			}
		}
	},
}
