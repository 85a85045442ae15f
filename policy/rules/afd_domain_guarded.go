package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdDomainGuarded = &rule.Rule{
	ID:       "TDM-AFD-009",
	Title:    "Every custom domain is under a security policy",
	Why:      "A firewall on the endpoint does not hold for the custom domain: the name that users know is served without one.",
	Fix:      "Add the domain's id to parameters.associations, domains, of an azure-native:cdn:SecurityPolicy of the profile.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/web-application-firewall", "https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		edgeGuarded(g, j, typeEdgeDomain)
	},
}
