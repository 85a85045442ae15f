package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoBlobServiceSaid = &rule.Rule{
	ID:       "TDM-STO-022",
	Title:    "Every storage account says how its blobs are kept",
	Why:      "An account whose blob service nobody configures has no versions and no change feed, and no rule sees that: what is deleted or written over there is gone.",
	Fix:      "Give the account a BlobServiceProperties with blobServicesName default.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/data-protection-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		said, undecided := map[*rule.Resource]bool{}, false
		for _, service := range g.OfType(typeBlobService) {
			account, decided := named(g, j, service, "accountName", typeStorageAccount)
			undecided = undecided || !decided
			said[account] = true
			if name := service.Get("blobServicesName"); decided {
				j.On(service).OneOf(name, "default", "default")
			}
		}
		for _, account := range blobAccounts(g, j) {
			if !undecided && !said[account] {
				demandFor(j, account, misled(g, account, byAccount(g), typeBlobService), "without properties of its blob service", "a BlobServiceProperties of it")
			}
		}
	},
}
