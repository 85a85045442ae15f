package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRuleHttps = &rule.Rule{
	ID:       "TDM-AFD-022",
	Title:    "Rules of a rule set neither redirect nor forward to plain HTTP",
	Why:      "A rule is applied after the route and wins: one redirect or override undoes HTTPS for the requests that it matches.",
	Fix:      "Set parameters.destinationProtocol of UrlRedirect actions to Https, and parameters.originGroupOverride.forwardingProtocol of RouteConfigurationOverride actions to HttpsOnly.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-3"), rule.WAF("SE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		actions, _ := j.ItemsOf(r.Get("actions"))
		for _, a := range actions {
			name, _ := j.TextOf(a.Get("name"))
			switch strings.ToLower(name) {
			case "urlredirect":
				j.OneOf(a.Get("parameters", "destinationProtocol"), "MatchRequest", "Https")
			case "routeconfigurationoverride":
				if override := a.Get("parameters", "originGroupOverride"); !override.Absent() {
					j.OneOf(override.Get("forwardingProtocol"), "MatchRequest", "HttpsOnly")
				}
			}
		}
	},
}
