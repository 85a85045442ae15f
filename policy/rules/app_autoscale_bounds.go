package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appAutoscaleBounds = &rule.Rule{
	ID:       "TDM-APP-040",
	Title:    "Autoscale is on and keeps to bounds that survive the loss of an instance",
	Why:      "A minimum of one lets a quiet night end with one instance; a maximum that is no more than the minimum never scales.",
	Fix:      "Set enabled to true, and in each profile capacity.minimum to 2 or more, capacity.maximum above it and capacity.default between the two.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "least", Doc: "the least number of instances that a profile may scale down to", Production: 2.0, Test: 1.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeAutoscale},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enabled"), nil)
		profiles := r.Get("profiles")
		j.Present(profiles, "a profile")
		items, _ := j.ItemsOf(profiles)
		for _, profile := range items {
			capacity := profile.Get("capacity")
			minimum, ok := countOf(j, capacity.Get("minimum"))
			maximum, also := countOf(j, capacity.Get("maximum"))
			usual, too := countOf(j, capacity.Get("default"))
			if ok && minimum < j.Number("least") {
				j.Violated(capacity.Get("minimum"), "at least "+strconv.FormatFloat(j.Number("least"), 'f', -1, 64))
			}
			if ok && also && maximum <= minimum {
				j.Violated(capacity.Get("maximum"), "more than the minimum")
			}
			if ok && also && too && (usual < minimum || usual > maximum) {
				j.Violated(capacity.Get("default"), "a number between minimum and maximum")
			}
		}
	},
}
