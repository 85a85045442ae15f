package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteRedirect = &rule.Rule{
	ID:       "TDM-AFD-012",
	Title:    "Routes send plain HTTP to HTTPS",
	Why:      "A request over plain HTTP is readable and changeable on its way; the session that it carries can be taken over.",
	Fix:      "Set httpsRedirect to Enabled, or supportedProtocols to Https alone.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-how-to-redirect-https", "https://learn.microsoft.com/azure/frontdoor/end-to-end-tls"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if plain, known := edgeSpeaks(j, r, "Http"); plain && known {
			j.OneOf(r.Get("httpsRedirect"), "Disabled", "Enabled")
		}
	},
}
