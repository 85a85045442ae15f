package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoPrivateEndpoint = &rule.Rule{
	ID:       "TDM-STO-026",
	Title:    "Every storage account has a private endpoint for its blobs",
	Why:      "With public access off nothing reaches an account without one; with public access on, the data goes over public addresses.",
	Fix:      "Make a PrivateEndpoint whose privateLinkServiceConnections name the account, with groupIds blob.",
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
