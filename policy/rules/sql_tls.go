package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sqlTLS = &rule.Rule{
	ID:       "TDM-SQL-004",
	Title:    "SQL servers refuse TLS below 1.2",
	Why:      "TLS 1.0 and 1.1 can be broken by who sits between client and server; a server that still offers them lets clients use them.",
	Fix:      "Set minimalTlsVersion of the azure-native:sql:Server to \"1.2\" or \"1.3\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("minimalTlsVersion"), nil, "1.2", "1.3")
	},
	Remediate: func(r *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		v := r.Get("minimalTlsVersion")
		if v.Unknown() || v.Text() == "1.2" || v.Text() == "1.3" {
			return false
		}
		props["minimalTlsVersion"] = "1.2"
		return true
	},
}
