package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoCrossTenant = &rule.Rule{
	ID:       "TDM-STO-009",
	Title:    "Storage accounts replicate to no other tenant",
	Why:      "Whoever may write replication policies could send every new blob to an account of their own in a foreign tenant. Older API versions allow it if nothing is said.",
	Fix:      "Set allowCrossTenantReplication to false.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.False(r.Get("allowCrossTenantReplication"), nil)
	},
}
