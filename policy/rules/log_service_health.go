package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logServiceHealth = &rule.Rule{
	ID:       "TDM-LOG-021",
	Title:    "An alert tells of Azure's own outages and maintenance",
	Why:      "Whether to fail over depends on whether Azure knows that the region is down; without the alert one learns it from the news.",
	Fix:      "Add an azure-native:insights:ActivityLogAlert whose condition.allOf has field category and equals ServiceHealth, and whose actions name an action group.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "The alert is about a subscription, which holds more than one system; a second one in each system would call the same people twice. Enable the rule where the system has its own subscription.",
	Controls: []rule.Control{rule.MCSB("IR-2"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/service-health/alerts-activity-log-service-notifications-portal"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, alert := range g.OfType(typeActivityAlert) {
			parts := alert.Get("condition", "allOf")
			if parts.HasUnknown() {
				j.On(alert).NotYetKnown(parts)
				return
			}
			if slices.ContainsFunc(parts.Items(), func(part rule.Value) bool {
				return strings.EqualFold(part.Get("field").Text(), "category") && strings.EqualFold(part.Get("equals").Text(), "ServiceHealth")
			}) {
				return
			}
		}
		for _, group := range g.OfType(typeResourceGroup) {
			if stamp := g.Stamp(group); stamp == "global" || stamp == "" {
				j.On(group).Missing("in a system without an alert on service health", "an azure-native:insights:ActivityLogAlert on the category ServiceHealth")
			}
		}
	},
}
