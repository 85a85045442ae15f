package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appConnectionEncrypted = &rule.Rule{
	ID:       "TDM-APP-028",
	Title:    "Connections to databases are encrypted and checked",
	Why:      "TrustServerCertificate=True accepts any certificate, so that whoever stands between reads everything; a SQL login in place of an identity asks for a password.",
	Fix:      "Write Encrypt=True (or Strict), TrustServerCertificate=False and Authentication=Active Directory Managed Identity in the connection string.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.MCSB("IM-1"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/sql/connect/ado-net/connection-string-syntax", "https://learn.microsoft.com/azure/azure-sql/database/connect-query-dotnet-core"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    connectionHolders,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, v := range connectionStrings(r, j) {
			text := strings.ToLower(v.Text())
			if !strings.Contains(text, "server=") && !strings.Contains(text, "data source=") || !strings.Contains(text, ".database.") {
				continue
			}
			words := keywords(text)
			switch {
			case words["encrypt"] != "" && words["encrypt"] != "true" && words["encrypt"] != "strict" && words["encrypt"] != "mandatory":
				j.ViolatedAs(v, "a connection without encryption", "Encrypt=True")
			case words["trustservercertificate"] == "true" || words["trustservercertificate"] == "yes":
				j.ViolatedAs(v, "a connection that accepts any certificate", "TrustServerCertificate=False")
			case !strings.HasPrefix(words["authentication"], "active directory"):
				j.ViolatedAs(v, "a connection with a SQL login", "Authentication=Active Directory Managed Identity")
			}
		}
	},
}

// keywords are the parts of a connection string, small and without spaces in their names.
func keywords(text string) map[string]string {
	words := map[string]string{}
	for _, part := range strings.Split(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		words[strings.ReplaceAll(name, " ", "")] = strings.TrimSpace(value)
	}
	return words
}
