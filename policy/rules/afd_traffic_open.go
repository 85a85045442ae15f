package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdTrafficOpen = &rule.Rule{
	ID:       "TDM-AFD-053",
	Title:    "The endpoint of the traffic does not share the operators' firewall",
	Why:      "Under that firewall every user is blocked, and it looks like an attack that was stopped.",
	Fix:      "Set parameters.wafPolicy.id of the security policy of the endpoint with several origins to a firewall policy of its own.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		roles, ok := edgeRolesOf(g, j)
		if !ok {
			return
		}
		var waits bool
		guards := map[*rule.Resource][]*rule.Resource{} // the policies of the traffic, by firewall
		closed := map[*rule.Resource]bool{}
		for _, policy := range g.OfType(typeEdgeSecurityPolicy) {
			id := policy.Get("parameters", "wafPolicy", "id")
			firewall, known := g.Refers(policy, id, edgeFirewalls...)
			if !known {
				j.On(policy).NotYetKnown(id)
			}
			for endpoint := range edgeDomains(g, j, policy, &waits) {
				if roles.traffic[endpoint] && !slices.Contains(guards[firewall], policy) {
					guards[firewall] = append(guards[firewall], policy)
				}
				closed[firewall] = closed[firewall] || roles.direct[endpoint]
			}
		}
		for firewall, policies := range guards {
			if firewall == nil || !closed[firewall] {
				continue
			}
			has, told := edgeHasOperators(firewall)
			if !has && !told {
				j.On(firewall).NotYetKnown(firewall.Get("customRules", "rules"))
			}
			if has {
				for _, policy := range policies {
					j.On(policy).Violated(policy.Get("parameters", "wafPolicy", "id"), "a firewall policy that lets users in")
				}
			}
		}
	},
}
