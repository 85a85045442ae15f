package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPrivateEndpoint = &rule.Rule{
	ID:       "TDM-STO-026",
	Title:    "Every storage account has a private endpoint for its blobs in its own region",
	Why:      "With public access off nothing reaches an account without one; and through an endpoint in another region it is lost with that region.",
	Fix:      "Make a PrivateEndpoint in the location of the account whose privateLinkServiceConnections name it, with groupIds blob.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("3.10 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-private-endpoints"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandEndpoints(g, j, blobAccounts(g, j), "blob")
	},
}
