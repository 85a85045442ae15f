package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drCopySize = &rule.Rule{
	ID:       "TDM-DR-009",
	Title:    "The secondary database is as large as its primary",
	Why:      "A smaller secondary falls behind while it copies, and after a failover cannot carry the load: the second outage follows the first.",
	Fix:      "Give both azure-native:sql:Database resources the same sku.name, sku.tier, sku.family, sku.capacity and maxSizeBytes, and put both into equal elastic pools or neither.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("PE:02")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, pair := range drDatabases(g, j) {
			demandSize(j, pair)
			demandPooled(g, j, pair)
		}
	},
}

// demandSize demands that two databases, or two pools, are equally large.
func demandSize(j *rule.Judge, pair drPair) {
	for _, part := range []string{"name", "tier", "family"} {
		pair.same(j, nil, drSecondary, "sku", part)
	}
	pair.same(j, nil, drWantMore, "sku", "capacity")
	pair.same(j, nil, drWantMore, "maxSizeBytes")
}

// demandPooled demands that both databases, or neither, share their size with
// others, and that what they share is equally large.
func demandPooled(g *rule.Graph, j *rule.Judge, pair drPair) {
	mine, theirs := pair.primary.Get("elasticPoolId"), pair.secondary.Get("elasticPoolId")
	switch {
	case mine.Absent() && theirs.Unknown():
		j.On(pair.secondary).NotYetKnown(theirs)
		return
	case theirs.Absent() && mine.Unknown():
		j.On(pair.primary).NotYetKnown(mine)
		return
	case mine.Absent() != theirs.Absent():
		j.On(pair.secondary).Violated(theirs, "an elastic pool on both databases or on neither; "+pair.primary.Name+" differs")
		return
	}
	one, known := g.Refers(pair.primary, mine, typeSQLPool)
	other, both := g.Refers(pair.secondary, theirs, typeSQLPool)
	switch {
	case !known:
		j.On(pair.primary).NotYetKnown(mine)
	case !both:
		j.On(pair.secondary).NotYetKnown(theirs)
	case one != nil && other != nil && one != other:
		pools := drPair{one, other}
		demandSize(j, pools)
		pools.same(j, false, drWantTrue, "zoneRedundant")
	}
}
