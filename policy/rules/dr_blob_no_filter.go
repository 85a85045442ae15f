package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobNoFilter = &rule.Rule{
	ID:       "TDM-DR-067",
	Title:    "Replication leaves out no blob by its name",
	Why:      "A filter copies what begins as it says, and nothing else: a folder that somebody adds later is missing after a failover.",
	Fix:      "Leave rules[].filters.prefixMatch out on both policies; put what need not be copied into a container of its own.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeReplicationPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		rules, _ := j.ItemsOf(r.Get("rules"))
		for _, one := range rules {
			prefixes := one.Get("filters", "prefixMatch")
			if items, _ := j.ItemsOf(prefixes); len(items) > 0 {
				j.Violated(prefixes, "no filter")
			}
		}
	},
}
