package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdSecurityFirewall = &rule.Rule{
	ID:       "TDM-AFD-011",
	Title:    "Security policies name a firewall policy that exists",
	Why:      "A security policy that leads nowhere guards nothing, and the endpoint looks guarded.",
	Fix:      "Set parameters.type to WebApplicationFirewall and parameters.wafPolicy.id to the id of the firewall policy.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/web-application-firewall"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, policy := range g.OfType(typeEdgeSecurityPolicy) {
			on := j.On(policy)
			on.OneOf(policy.Get("parameters", "type"), nil, "WebApplicationFirewall")
			id := policy.Get("parameters", "wafPolicy", "id")
			target, known := g.Refers(policy, id, edgeFirewalls...)
			text := strings.ToLower(id.Text())
			switch {
			case !known:
				on.NotYetKnown(id)
			case target != nil && slices.Contains(edgeFirewalls, target.Type):
			case !strings.Contains(text, "/frontdoorwebapplicationfirewallpolicies/"), edgeDangling(g, text):
				on.Violated(id, "the id of a firewall policy of Front Door that exists")
			}
		}
	},
}
