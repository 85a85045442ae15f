package rules

import (
	"slices"
	"strings"

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
	Params:   []rule.Param{{Name: "most", Doc: "the highest percentage at which instances are added", Production: 80.0, Test: 80.0}, {Name: "margin", Doc: "how much of the upper threshold the lower one may be at most", Production: 0.7, Test: 0.7}},
	Scope:    rule.OneResource,
	Types:    []string{typeAutoscale},
	Check: func(r *rule.Resource, j *rule.Judge) {
		profiles, _ := j.ItemsOf(r.Get("profiles"))
		for _, profile := range profiles {
			all, complete := scalings(profile, j)
			for _, s := range all {
				operator := "GreaterThan"
				if strings.EqualFold(s.direction, "Decrease") {
					operator = "LessThan"
				}
				j.OneOf(s.at.Get("metricTrigger", "operator"), nil, operator, operator+"OrEqual")
				if operator == "LessThan" {
					continue
				}
				if strings.HasSuffix(s.metric, "Percentage") {
					j.AtMost(s.at.Get("metricTrigger", "threshold"), nil, j.Number("most"))
				}
				paired := slices.ContainsFunc(all, func(other scaling) bool {
					return other.metric == s.metric && strings.EqualFold(other.direction, "Decrease") && other.threshold <= s.threshold*j.Number("margin")
				})
				if complete && !paired {
					j.ViolatedAs(s.at, s.metric+" that only adds instances, or takes them away too close to where it adds them", "a rule of the same metric that removes instances well below this threshold")
				}
			}
		}
	},
}
