package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// watched are the types that an alert has to watch: what serves, what holds
// data, and the tests that see the system from outside.
var watched = []string{typeSite, typePlan, typeKeyVault, typeStorageAccount,
	typeDatabase, typeEdgeProfile, typeWebTest}

var logAlertScopes = &rule.Rule{
	ID:       "TDM-LOG-020",
	Title:    "An alert watches everything that serves or holds data, and every availability test",
	Why:      "What nobody watches fails unseen: on the standby side, for months, until it is needed.",
	Fix:      "Add an azure-native:insights:MetricAlert with the resource's id in scopes.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		seen, waits := map[*rule.Resource]bool{}, false
		for _, alert := range g.OfType(typeMetricAlert) {
			scopes := alert.Get("scopes")
			judgeScopes(g, j.On(alert), alert, scopes)
			for _, urn := range alert.PropertyDependencies["scopes"] {
				seen[g.ByURN(urn)] = true
			}
			if scopes.HasUnknown() && len(alert.PropertyDependencies["scopes"]) == 0 {
				j.On(alert).NotYetKnown(scopes)
				waits = true
			}
			for _, scope := range scopes.Items() {
				target, _ := g.Refers(alert, scope)
				seen[target] = true
			}
		}
		for _, r := range g.All() {
			if slices.Contains(watched, r.Type) && !seen[r] && !waits {
				j.On(r).Missing("watched by no alert", "an azure-native:insights:MetricAlert with its id in scopes")
			}
		}
	},
}

// judgeScopes demands that an alert watches what it was made for.
func judgeScopes(g *rule.Graph, j *rule.Judge, alert *rule.Resource, scopes rule.Value) {
	if scopes.HasUnknown() {
		return
	}
	var targets []*rule.Resource
	for _, scope := range scopes.Items() {
		target, _ := g.Refers(alert, scope)
		targets = append(targets, target)
	}
	for _, urn := range alert.PropertyDependencies["scopes"] {
		if made := g.ByURN(urn); made != nil && made.ARMID() != "" && slices.Contains(watched, made.Type) && !slices.Contains(targets, made) {
			j.ViolatedAs(scopes, "without "+made.Name+", for which the alert was made", "its id among them")
		}
	}
}
