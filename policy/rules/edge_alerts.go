package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

const typeEdgeAlert = "azure-native:insights:MetricAlert"

// edgeAlert demands that a metric of each profile is watched by an alert; bound
// judges the alert's criterion. That an alert is enabled and tells somebody is
// what other rules demand of every alert.
func edgeAlert(g *rule.Graph, j *rule.Judge, metric string, bound func(on *rule.Judge, criterion rule.Value)) {
	for _, profile := range g.OfType(typeEdgeProfile) {
		watched := false
		for _, alert := range g.OfType(typeEdgeAlert) {
			for _, criterion := range alert.Get("criteria", "allOf").Items() {
				if !strings.EqualFold(criterion.Get("metricName").Text(), metric) || !edgeWatches(g, j, alert, profile) {
					continue
				}
				watched = true
				bound(j.On(alert), criterion)
			}
		}
		if !watched {
			j.On(profile).Missing("without an alert on "+metric, "an alert on "+metric+" with the profile among its scopes")
		}
	}
}

// edgeWatches reports whether an alert watches the profile. Scopes that are not
// known yet wait, and count as the profile.
func edgeWatches(g *rule.Graph, j *rule.Judge, alert, profile *rule.Resource) bool {
	scopes := alert.Get("scopes")
	if scopes.Unknown() {
		j.On(alert).NotYetKnown(scopes)
		return true
	}
	return slices.ContainsFunc(scopes.Items(), func(v rule.Value) bool {
		target, known := g.Refers(alert, v, typeEdgeProfile)
		if !known {
			j.On(alert).NotYetKnown(v)
		}
		return !known || target == profile
	})
}
