package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobSameName = &rule.Rule{
	ID:       "TDM-DR-070",
	Title:    "A replica bears the name of its original",
	Why:      "A path that the database holds has to lead to the same blob in both regions: with another name for the container, every link breaks on the day of the failover.",
	Fix:      "Set rules[].destinationContainer to the same name as sourceContainer.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeReplicationPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		rules, _ := j.ItemsOf(r.Get("rules"))
		for _, one := range rules {
			to := one.Get("destinationContainer")
			from, ok := j.TextOf(one.Get("sourceContainer"))
			name, also := j.TextOf(to)
			if ok && also && !strings.EqualFold(from, name) {
				j.Violated(to, from)
			}
		}
	},
}
