package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlConnectionEncrypted = &rule.Rule{
	ID:       "TDM-SQL-035",
	Title:    "Connections to databases are encrypted and check who answers",
	Why:      "A client that does not insist on encryption, or trusts any certificate, hands its token and the data to whoever answers in the server's place.",
	Fix:      "Write Encrypt=True (or Strict) and TrustServerCertificate=False into the connection string.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/sql/connect/ado-net/connection-string-syntax"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlSettingTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, v := range sqlSettings(r) {
			if v.Unknown() {
				j.NotYetKnown(v)
				continue
			}
			keys, ok := sqlConnection(v.Text())
			if !ok {
				continue
			}
			if !slices.Contains([]string{"true", "yes", "mandatory", "strict"}, keys["encrypt"]) {
				j.ViolatedAs(v, "a connection that does not insist on encryption", "Encrypt=True")
			}
			if slices.Contains([]string{"true", "yes"}, keys["trustservercertificate"]) {
				j.ViolatedAs(v, "a connection that trusts any certificate", "TrustServerCertificate=False")
			}
		}
	},
}
