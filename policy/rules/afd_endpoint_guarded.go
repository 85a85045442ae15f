package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdEndpointGuarded = &rule.Rule{
	ID:       "TDM-AFD-008",
	Title:    "Every endpoint is under a security policy",
	Why:      "An endpoint without a firewall serves the same origins as the guarded one; its name is public.",
	Fix:      "Add the endpoint's id to parameters.associations, domains, of an azure-native:cdn:SecurityPolicy of the profile.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/web-application-firewall", "https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		edgeGuarded(g, j, typeEdgeEndpoint)
	},
}
