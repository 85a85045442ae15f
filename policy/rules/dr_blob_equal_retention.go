package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobEqualRetention = &rule.Rule{
	ID:       "TDM-DR-060",
	Title:    "Both accounts of a replication keep deleted data equally long",
	Why:      "Replication deletes in the replica what is deleted in the original. If the region is lost, only what the replica still keeps can be brought back.",
	Fix:      "Give deleteRetentionPolicy.days and containerDeleteRetentionPolicy.days of both BlobServiceProperties the same value.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/data-protection-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		services := blobServices(g, j)
		for _, accounts := range blobPairs(ways) {
			p := drPair{services[accounts.primary], services[accounts.secondary]}
			if p.primary != nil && p.secondary != nil {
				p.same(j, nil, drWantMore, "deleteRetentionPolicy", "days")
				p.same(j, nil, drWantMore, "containerDeleteRetentionPolicy", "days")
			}
		}
	},
}
