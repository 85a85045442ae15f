package rules

import "github.com/tandem-platform/tandem/policy/rule"

var wafPriorities = &rule.Rule{
	ID:       "TDM-WAF-018",
	Title:    "Custom rules have priorities of their own",
	Why:      "The first rule that matches ends the evaluation; with equal priorities nobody can say which that is.",
	Fix:      "Give each item of customRules.rules its own priority.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		count := map[float64]int{}
		for _, c := range custom {
			if p := c.Get("priority"); p.Unknown() {
				j.NotYetKnown(p)
			} else {
				count[p.Number()]++
			}
		}
		for _, c := range custom {
			if p := c.Get("priority"); !p.Unknown() && count[p.Number()] > 1 {
				j.Violated(p, "a priority that no other rule has")
			}
		}
	},
}
