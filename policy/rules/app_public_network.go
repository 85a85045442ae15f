package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appPublicNetwork = &rule.Rule{
	ID:       "TDM-APP-012",
	Title:    "Sites have no public network access",
	Why:      "A site that answers the internet directly is reached past the firewall of the edge, with all rules that were set there.",
	Fix:      "Set publicNetworkAccess to \"Disabled\" and reach the site by a private endpoint.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-private-endpoint"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.OneOf(r.Get("publicNetworkAccess"), "Enabled", "Disabled")
		if inner := r.Get("siteConfig", "publicNetworkAccess"); !inner.Absent() {
			j.OneOf(inner, nil, "Disabled")
		}
	},
}
