package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobLagAlert = &rule.Rule{
	ID:       "TDM-DR-066",
	Title:    "An alert tells when blobs wait too long for being replicated",
	Why:      "Object replication promises no time: a backlog of hours looks like a healthy policy, and is lost with the region.",
	Fix:      "Make a MetricAlert on the source's ObjectReplicationPolicy with metricName PendingOperationsForReplication or PendingBytesForReplication.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("BR-3"), rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage-reference",
	},
	Since: "0.1.0",
	Params: []rule.Param{
		{Name: "operations", Doc: "The most operations that may wait before the alert fires.", Production: 100.0, Test: 100.0},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		watched, undecided := map[*rule.Resource]bool{}, false
		for _, alert := range g.OfType(typeMetricAlert) {
			scopes, complete := alert.Get("scopes").Items(), !alert.Get("scopes").Unknown()
			if !complete {
				scopes = []rule.Value{alert.Get("scopes")}
			}
			for _, scope := range scopes {
				on, decided := related(g, j, alert, scope, typeReplicationPolicy)
				undecided = undecided || !decided
				if on != nil {
					watched[on] = true
					demandLagAlert(j.On(alert), alert)
				}
			}
		}
		if undecided {
			return
		}
		idle := idleLagAlerts(g, all)
		for _, w := range soundWays(all) {
			if w.onSource() && !watched[w.policy] {
				demandFor(j, w.policy, idle, "without an alert", "a MetricAlert on its pending operations or bytes")
			}
		}
	},
}

// idleLagAlerts are the alerts on pending blobs that watch no source's policy,
// with their scopes.
func idleLagAlerts(g *rule.Graph, ways []*blobWay) map[*rule.Resource]rule.Value {
	idle := map[*rule.Resource]rule.Value{}
	for _, alert := range g.OfType(typeMetricAlert) {
		pending := slices.ContainsFunc(alert.Get("criteria", "allOf").Items(), func(v rule.Value) bool {
			return strings.HasPrefix(strings.ToLower(v.Get("metricName").Text()), "pending")
		})
		watches := slices.ContainsFunc(alert.Get("scopes").Items(), func(v rule.Value) bool {
			target, _ := g.Refers(alert, v)
			return slices.ContainsFunc(ways, func(w *blobWay) bool { return w.policy == target && w.onSource() })
		})
		if pending && !watches {
			idle[alert] = alert.Get("scopes")
		}
	}
	return idle
}

// demandLagAlert judges an alert on a replication policy.
func demandLagAlert(j *rule.Judge, alert *rule.Resource) {
	j.True(alert.Get("enabled"), true)
	criteria := alert.Get("criteria", "allOf")
	items, _ := j.ItemsOf(criteria)
	for _, item := range items {
		j.OneOf(item.Get("metricName"), nil, "PendingOperationsForReplication", "PendingBytesForReplication")
		if strings.EqualFold(item.Get("metricName").Text(), "PendingOperationsForReplication") {
			j.AtMost(item.Get("threshold"), nil, j.Number("operations"))
		}
	}
	if !criteria.HasUnknown() && len(items) == 0 {
		j.Violated(criteria, "a criterion on pending operations or bytes")
	}
}
