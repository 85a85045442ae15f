package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drServersKeys = &rule.Rule{
	ID:       "TDM-DR-024",
	Title:    "Both servers of a failover group encrypt with the same kind of key",
	Why:      "A customer's key on one side only protects nothing, since the copy lies under another; and the other side's key is not there when the data moves.",
	Fix:      "Give both servers an azure-native:sql:EncryptionProtector with the same serverKeyType, or neither.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-5"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-byok-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, typeSQLProtector)
		for _, servers := range drServers(g, j) {
			if owned.wait(j); len(owned.waiting) > 0 {
				return
			}
			demandKeyOf(j, owned, servers.primary, servers.secondary)
			demandKeyOf(j, owned, servers.secondary, servers.primary)
			for _, protectors := range drTwins(j, owned, servers) {
				protectors.same(j, "ServiceManaged", drRanked("ServiceManaged", "AzureKeyVault"), "serverKeyType")
			}
		}
	},
}

// demandKeyOf demands that a server without a protector has none of a customer's
// on the other side.
func demandKeyOf(j *rule.Judge, owned sqlOwned, one, other *rule.Resource) {
	for _, protector := range owned.of[other] {
		kind := protector.Get("serverKeyType")
		if len(owned.of[one]) > 0 {
			return
		}
		if kind.Unknown() {
			j.On(protector).NotYetKnown(kind)
		} else if strings.EqualFold(kind.Text(), "AzureKeyVault") {
			j.On(one).Missing("encrypted with Azure's own key", "a customer's key, as on "+other.Name)
		}
	}
}
