package rules

import (
	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlZones = &rule.Rule{
	ID:        "TDM-SQL-027",
	Title:     "Databases and elastic pools survive the loss of a zone",
	Why:       "The loss of one data centre is the commonest large fault; without zones it takes the database down and forces a failover to another region, which may lose data.",
	Fix:       "Set zoneRedundant of the azure-native:sql:Database or ElasticPool to true, with a sku that offers it (BC, GP or HS with vCores, or Premium). Regions without zones are not judged.",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:05")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeDatabase, typeSQLPool},
	Check: func(r *rule.Resource, j *rule.Judge) {
		redundant := r.Get("zoneRedundant")
		if r.Get("elasticPoolId").Absent() && needsZones(r, j, redundant.Bool() || redundant.Unknown()) { // else the pool decides
			j.True(redundant, false)
		}
	},
}
