package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appClientCertificate = &rule.Rule{
	ID:       "TDM-APP-055",
	Title:    "Clients show a certificate",
	Why:      "Where only machines with certificates call a site, everyone else should fail before a line of code runs.",
	Fix:      "Set clientCertEnabled to true and clientCertMode to \"Required\".",
	Severity: rule.Medium,
	Level:    rule.Disabled,
	Disabled: "Front Door ends TLS and hands no client certificate on, and browsers have none: a site behind it that asks for one answers nobody. Users are known by Entra sign-in.",
	Controls: []rule.Control{rule.CIS("9.4 (2.0.0)"), rule.MCSB("IM-4"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/app-service-web-configure-tls-mutual-auth"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("clientCertEnabled"), false)
		j.OneOf(r.Get("clientCertMode"), "Required", "Required")
	},
}
