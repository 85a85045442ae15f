package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPointInTime = &rule.Rule{
	ID:       "TDM-STO-044",
	Title:    "Point-in-time restore reaches no further back than soft delete",
	Why:      "A restore needs what was deleted since: Azure refuses a policy that reaches as far back as soft delete, or further, in the middle of a deployment.",
	Fix:      "Set restorePolicy.days to less than deleteRetentionPolicy.days, with isVersioningEnabled and changeFeed.enabled true.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/point-in-time-restore-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobService},
	Check: func(r *rule.Resource, j *rule.Judge) {
		restore := r.Get("restorePolicy", "enabled")
		if restore.Unknown() {
			j.NotYetKnown(restore)
		}
		if !restore.Bool() {
			return
		}
		j.True(r.Get("isVersioningEnabled"), false)
		j.True(r.Get("changeFeed", "enabled"), false)
		kept := r.Get("deleteRetentionPolicy", "days")
		if kept.Unknown() {
			j.NotYetKnown(kept)
			return
		}
		j.AtMost(r.Get("restorePolicy", "days"), nil, kept.Number()-1)
	},
}
