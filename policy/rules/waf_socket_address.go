package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var wafSocketAddress = &rule.Rule{
	ID:       "TDM-WAF-020",
	Title:    "Addresses are those of the connection, not those that a header claims",
	Why:      "RemoteAddr is taken from X-Forwarded-For, which the caller writes: an allow list on it lets in who knows one good address.",
	Fix:      "Set matchVariable of conditions with IPMatch or GeoMatch to SocketAddr; set the parameter proxied if another proxy that you trust stands before Front Door.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "proxied", Doc: "whether a trusted proxy stands before Front Door and sets X-Forwarded-For", Production: false, Test: false},
	},
	Scope: rule.OneResource,
	Types: edgeFirewalls,
	Check: func(r *rule.Resource, j *rule.Judge) {
		if j.Switch("proxied") {
			return
		}
		custom, _ := j.ItemsOf(r.Get("customRules", "rules"))
		for _, c := range custom {
			conditions, _ := j.ItemsOf(c.Get("matchConditions"))
			for _, m := range conditions {
				if operator, ok := j.TextOf(m.Get("operator")); ok && (strings.EqualFold(operator, "IPMatch") || strings.EqualFold(operator, "GeoMatch")) {
					j.OneOf(m.Get("matchVariable"), nil, "SocketAddr")
				}
			}
		}
	},
}
