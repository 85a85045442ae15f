package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// telling are the metrics by which an outage of a type is seen first, and those
// by which it is foreseen.
var telling = map[string][]string{
	typeSite:           {"Http5xx", "HealthCheckStatus", "HttpResponseTime"},
	typePlan:           {"CpuPercentage", "MemoryPercentage"},
	typeStorageAccount: {"Availability"},
	typeKeyVault:       {"Availability"},
	typeEdgeProfile:    {"OriginHealthPercentage", "WebApplicationFirewallRequestCount"},
	typeDatabase:       {"replication_lag_seconds"},
}

var logAlertMetrics = &rule.Rule{
	ID:       "TDM-LOG-024",
	Title:    "Alerts watch the metrics by which an outage shows",
	Why:      "An alert on one metric sleeps through an outage that shows in another: full memory is no server error yet, and a lag of replication is none at all until data is lost.",
	Fix:      "Add an azure-native:insights:MetricAlert with the resource's id in scopes and the metric's name in criteria.allOf.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		seen, blank, open := map[*rule.Resource][]string{}, map[*rule.Resource]bool{}, false
		for _, alert := range g.OfType(typeMetricAlert) {
			if alert.Get("criteria", "webTestId").Known() {
				continue
			}
			var metrics []string
			for _, criterion := range alert.Get("criteria", "allOf").Items() {
				metrics = append(metrics, strings.ToLower(criterion.Get("metricName").Text()))
			}
			for _, r := range scopedTo(g, alert) {
				seen[r] = append(seen[r], metrics...)
				// An alert on no metric is a fault of its own: see TDM-LOG-023.
				blank[r] = blank[r] || len(metrics) == 0 || slices.Contains(metrics, "")
			}
			if v, waits := openPart(g, alert); waits {
				j.On(alert).NotYetKnown(v)
				open = true
			}
		}
		if open {
			return
		}
		for _, r := range g.All() {
			for _, metric := range telling[r.Type] {
				if r.Type == typeDatabase && len(g.OfType(typeFailoverGroup)) == 0 {
					continue // there is no lag without a replica
				}
				if !blank[r] && !slices.Contains(seen[r], strings.ToLower(metric)) {
					j.On(r).Missing("without an alert on "+metric, "an azure-native:insights:MetricAlert on it")
				}
			}
		}
	},
}

// openPart is what is not known yet of an alert and decides what it watches.
func openPart(g *rule.Graph, alert *rule.Resource) (part rule.Value, waits bool) {
	if criteria := alert.Get("criteria"); criteria.Unknown() || criteria.Get("allOf").Unknown() {
		return criteria, true
	}
	for _, criterion := range alert.Get("criteria", "allOf").Items() {
		if name := criterion.Get("metricName"); name.Unknown() {
			return name, true
		}
	}
	scopes := alert.Get("scopes")
	return scopes, scopes.HasUnknown() && len(scopedTo(g, alert)) == 0
}

// scopedTo lists the resources that an alert watches or was made for.
func scopedTo(g *rule.Graph, alert *rule.Resource) []*rule.Resource {
	var list []*rule.Resource
	for _, scope := range alert.Get("scopes").Items() {
		if target, _ := g.Refers(alert, scope); target != nil {
			list = append(list, target)
		}
	}
	for _, urn := range alert.PropertyDependencies["scopes"] {
		if made := g.ByURN(urn); made != nil {
			list = append(list, made)
		}
	}
	return list
}
