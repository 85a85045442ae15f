package rules

import (
	"time"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobOlder = &rule.Rule{
	ID:       "TDM-DR-056",
	Title:    "Replication takes along the blobs that are older than itself",
	Why:      "Without a time, only blobs that are written after the policy are copied: after a failover all older documents are missing.",
	Fix:      "Set rules[].filters.minCreationTime to 1601-01-01T00:00:00Z on both policies.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "notAfter", Doc: "No blob of the system is older than this.", Production: "2010-01-01T00:00:00Z", Test: "2010-01-01T00:00:00Z"},
	},
	Scope: rule.OneResource,
	Types: []string{typeReplicationPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		rules, _ := j.ItemsOf(r.Get("rules"))
		want := "a time before " + j.Text("notAfter")
		oldest, _ := time.Parse(time.RFC3339, j.Text("notAfter"))
		for _, one := range rules {
			from := one.Get("filters", "minCreationTime")
			j.Present(from, want)
			if text, ok := j.TextOf(from); ok && text != "" {
				if t, err := time.Parse(time.RFC3339, text); err != nil || t.After(oldest) {
					j.Violated(from, want)
				}
			}
		}
	},
}
