package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobFit = &rule.Rule{
	ID:       "TDM-DR-062",
	Title:    "Accounts with object replication are of a sort that can have it",
	Why:      "Azure replicates block blobs of general-purpose v2 and premium block blob accounts without a hierarchical namespace; for others the policy is refused in the middle of a deployment.",
	Fix:      "Set kind to StorageV2 or BlockBlobStorage, and isHnsEnabled to false. Both can be set only when the account is made.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		ways := soundWays(all)
		for _, account := range replicated(ways) {
			j.On(account).OneOf(account.Get("kind"), nil, "StorageV2", "BlockBlobStorage")
			j.On(account).False(account.Get("isHnsEnabled"), false)
			sku := account.Get("sku", "name")
			premium := strings.HasPrefix(strings.ToUpper(sku.Text()), "PREMIUM")
			if sku.Unknown() {
				j.On(account).NotYetKnown(sku)
			}
			if kind := account.Get("kind"); kind.Known() && sku.Known() && premium != strings.EqualFold(kind.Text(), "BlockBlobStorage") {
				j.On(account).Violated(sku, "a Standard size for StorageV2, a Premium one for BlockBlobStorage")
			}
		}
	},
}

// replicated are the accounts that take part in a replication, each once.
func replicated(ways []*blobWay) []*rule.Resource {
	var accounts []*rule.Resource
	for _, w := range ways {
		for _, account := range []*rule.Resource{w.source.resource, w.destination.resource} {
			if account != nil && !slices.Contains(accounts, account) {
				accounts = append(accounts, account)
			}
		}
	}
	return accounts
}
