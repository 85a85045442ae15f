package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appAutoscaleRules = &rule.Rule{
	ID:       "TDM-APP-041",
	Title:    "What autoscale adds it takes away again, and not at once",
	Why:      "A rule that only adds costs money for ever; thresholds that touch make instances come and go every few minutes; a rule the wrong way round takes instances away under load.",
	Fix:      "Give each metric a rule that adds above a threshold of at most 80 (operator GreaterThan) and one that removes well below it (operator LessThan).",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:06"), rule.WAF("CO:12")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "most", Doc: "the highest percentage at which instances are added", Production: 80.0, Test: 80.0}, {Name: "idle", Doc: "the lowest percentage at which they are removed", Production: 10.0, Test: 10.0}, {Name: "margin", Doc: "how much of the upper threshold the lower one may be at most", Production: 0.7, Test: 0.7}},
	Scope:    rule.OneResource,
	Types:    []string{typeAutoscale},
	Check: func(r *rule.Resource, j *rule.Judge) {
		profiles, _ := j.ItemsOf(r.Get("profiles"))
		for _, profile := range profiles {
			all, complete := scalings(profile, j)
			if complete && len(all) == 0 && profile.Get("recurrence").Absent() && profile.Get("fixedDate").Absent() {
				j.Violated(profile.Get("rules"), "a rule that adds instances and one that removes them")
			}
			for _, s := range all {
				s.sound(j)
				if complete && !slices.ContainsFunc(all, func(o scaling) bool { return s.balances(o, j.Number("margin")) }) {
					j.ViolatedAs(s.at, s.metric+" in one direction only, or with thresholds that touch", "two rules of the metric, one that adds instances and one that removes them well below")
				}
			}
		}
	},
}
