package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlCustomerKey = &rule.Rule{
	ID:       "TDM-SQL-025",
	Title:    "Databases are encrypted with the customer's own key",
	Why:      "Only who holds the key can take it away from everybody else, Azure included.",
	Fix:      "Add an azure-native:sql:EncryptionProtector with serverKeyType \"AzureKeyVault\" and serverKeyName to each server.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "A key of one's own makes a vault in each region part of what every query needs: who loses the key loses both copies and all backups. Azure's own key encrypts as well; turn this on where a law demands the customer's.",
	Controls: []rule.Control{rule.CIS("4.1.3 (2.0.0)"), rule.MCSB("DP-5"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-byok-overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, typeSQLProtector)
		owned.each(j, g.OfType(typeServer), "encrypted with Azure's own key", "an encryption protector of a customer's key")
		for _, protector := range g.OfType(typeSQLProtector) {
			j.On(protector).OneOf(protector.Get("serverKeyType"), nil, "AzureKeyVault")
		}
	},
}
