package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobNoGeo = &rule.Rule{
	ID:       "TDM-DR-061",
	Title:    "Accounts with object replication are not geo-redundant as well",
	Why:      "Azure refuses to fail over an account that has a replication policy: the copy in the paired region is paid for and cannot be used, and in an emergency somebody relies on it.",
	Fix:      "Set sku.name to Standard_ZRS; let object replication carry the blobs to the other region.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:09"), rule.WAF("CO:07")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/storage/common/storage-disaster-recovery-guidance",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		ways := soundWays(all)
		for _, account := range replicated(ways) {
			sku := account.Get("sku", "name")
			if _, ok := j.On(account).TextOf(sku); ok && geoCopied(sku) {
				j.On(account).Violated(sku, "Standard_ZRS or Premium_ZRS")
			}
		}
	},
}
