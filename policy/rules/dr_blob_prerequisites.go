package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobPrerequisites = &rule.Rule{
	ID:       "TDM-DR-054",
	Title:    "Replicated accounts keep versions, and their source a change feed",
	Why:      "Object replication reads the change feed of the source and copies versions: without either, Azure refuses the policy, or stops copying when someone turns them off.",
	Fix:      "Set isVersioningEnabled of BlobServiceProperties to true on both accounts, and changeFeed.enabled on each that is a source.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/storage/blobs/storage-blob-change-feed",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		ways := soundWays(all)
		services := blobServices(g, j)
		for _, w := range ways {
			if service := services[w.source.resource]; service != nil {
				j.On(service).True(service.Get("isVersioningEnabled"), false)
				j.On(service).True(service.Get("changeFeed", "enabled"), false)
			}
			if service := services[w.destination.resource]; service != nil {
				j.On(service).True(service.Get("isVersioningEnabled"), false)
			}
		}
	},
}
