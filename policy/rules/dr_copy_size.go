package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drCopySize = &rule.Rule{
	ID:       "TDM-DR-009",
	Title:    "The secondary database is as large as its primary",
	Why:      "A smaller secondary falls behind while it copies, and after a failover cannot carry the load: the second outage follows the first.",
	Fix:      "Give both azure-native:sql:Database resources the same sku.name, sku.tier, sku.family, sku.capacity and maxSizeBytes, and put both or neither into an elastic pool.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("PE:02")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, pair := range drDatabases(g, j) {
			demandPooled(j, pair)
			for _, part := range []string{"name", "tier", "family"} {
				pair.same(j, nil, drSecondary, "sku", part)
			}
			pair.same(j, nil, drWantMore, "sku", "capacity")
			pair.same(j, nil, drWantMore, "maxSizeBytes")
		}
	},
}

// demandPooled demands that both databases, or neither, share their size with others.
func demandPooled(j *rule.Judge, pair drPair) {
	mine, theirs := pair.primary.Get("elasticPoolId"), pair.secondary.Get("elasticPoolId")
	if pooled := mine.Absent(); pooled != theirs.Absent() {
		j.On(pair.secondary).Violated(theirs, "an elastic pool on both databases or on neither; "+pair.primary.Name+" differs")
	}
}
