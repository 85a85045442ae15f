package rules

import "github.com/tandem-platform/tandem/policy/rule"

var kvPrivateEndpoint = &rule.Rule{
	ID:       "TDM-KV-008",
	Title:    "Every vault has a private endpoint in its own region",
	Why:      "With public access off nothing reads a secret without one: the application does not start, least of all after a failover.",
	Fix:      "Make a PrivateEndpoint in the location of the vault whose privateLinkServiceConnections name it, with groupIds vault.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("8.7 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/key-vault/general/private-link-service"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		demandEndpoints(g, j, g.OfType(typeKeyVault), "vault")
	},
}
