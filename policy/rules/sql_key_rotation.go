package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlKeyRotation = &rule.Rule{
	ID:       "TDM-SQL-026",
	Title:    "Databases under a customer's key follow its rotation",
	Why:      "A server that stays on an old version of the key cannot be read any more once that version expires or is disabled.",
	Fix:      "Set autoRotationEnabled of the azure-native:sql:EncryptionProtector to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-6"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-byok-key-rotation"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSQLProtector},
	Check: func(r *rule.Resource, j *rule.Judge) {
		kind := r.Get("serverKeyType")
		if kind.Unknown() {
			j.NotYetKnown(kind)
		} else if strings.EqualFold(kind.Text(), "AzureKeyVault") {
			j.True(r.Get("autoRotationEnabled"), false)
		}
	},
}
