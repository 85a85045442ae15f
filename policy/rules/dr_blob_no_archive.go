package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobNoArchive = &rule.Rule{
	ID:       "TDM-DR-068",
	Title:    "No lifecycle rule archives blobs that are replicated",
	Why:      "Azure copies no archived blob: replication of it fails. And an archived replica takes hours to be read, when it is needed at once.",
	Fix:      "Leave tierToArchive out of policy.rules[].definition.actions of the ManagementPolicy of both accounts; tierToCold costs little more.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		accounts := replicated(soundWays(all))
		for _, lifecycle := range g.OfType("azure-native:storage:ManagementPolicy") {
			account, _ := named(g, j, lifecycle, "accountName", typeStorageAccount)
			if account == nil || !slices.Contains(accounts, account) {
				continue
			}
			rules, _ := j.On(lifecycle).ItemsOf(lifecycle.Get("policy", "rules"))
			for _, one := range rules {
				for _, of := range []string{"baseBlob", "version", "snapshot"} {
					archive := one.Get("definition", "actions", of, "tierToArchive")
					switch {
					case archive.Unknown():
						j.On(lifecycle).NotYetKnown(archive)
					case !archive.Absent():
						j.On(lifecycle).Violated(archive, "no archiving")
					}
				}
			}
		}
	},
}
