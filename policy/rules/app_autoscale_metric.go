package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appAutoscaleMetric = &rule.Rule{
	ID:       "TDM-APP-042",
	Title:    "Autoscale looks at the plan that it scales",
	Why:      "A setting that watches the other stamp's plan adds instances there where nobody works, and none where the load is.",
	Fix:      "Set metricTrigger.metricResourceUri of each rule to the same id as targetResourceUri.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, setting := range g.OfType(typeAutoscale) {
			on := j.On(setting)
			plan, known := g.Refers(setting, setting.Get("targetResourceUri"), typePlan)
			profiles, _ := on.ItemsOf(setting.Get("profiles"))
			for _, profile := range profiles {
				rules, _ := on.ItemsOf(profile.Get("rules"))
				for _, item := range rules {
					uri := item.Get("metricTrigger", "metricResourceUri")
					name := item.Get("metricTrigger", "metricName")
					watched, told := g.Refers(setting, uri, typePlan)
					switch {
					case uri.Absent() || sameText(uri, setting.Get("targetResourceUri")):
					case !known || !told:
						on.NotYetKnown(uri)
					case plan == nil || watched == plan:
					case name.Unknown() && (watched == nil || watched.Type != typePlan):
						on.NotYetKnown(name)
					case watched != nil && watched.Type == typePlan || planMetrics[strings.ToLower(name.Text())]:
						on.Violated(uri, "the id of the plan that is scaled")
					}
				}
			}
		}
	},
}

// planMetrics are metrics that only a plan has, in lower case.
var planMetrics = map[string]bool{"cpupercentage": true, "memorypercentage": true, "httpqueuelength": true, "diskqueuelength": true}
