package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appHostNameTLS = &rule.Rule{
	ID:       "TDM-APP-060",
	Title:    "Host names of our own have certificates",
	Why:      "A host name without TLS answers in clear text or with the certificate of another name, which users learn to click away.",
	Fix:      "Set sslState to \"SniEnabled\" and thumbprint to that of the certificate.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-ssl-bindings"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSiteHostName, typeSlotHostName},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("sslState"), "Disabled", "SniEnabled", "IpBasedEnabled")
	},
}
