package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdDirectOperators = &rule.Rule{
	ID:       "TDM-AFD-046",
	Title:    "Endpoints that lead to one stamp answer operators only",
	Why:      "Who finds such a name chooses the stamp: he reaches the one that was taken out, and splits users from the stamp that is active.",
	Fix:      "Give the firewall policy of the endpoint a custom MatchRule with action Block and the negated conditions IPMatch of the operators' ranges and, for probes, RequestUri of the health path.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		roles, ok := edgeRolesOf(g, j)
		if !ok {
			return
		}
		var waits bool
		for _, policy := range g.OfType(typeEdgeSecurityPolicy) {
			for endpoint := range edgeDomains(g, j, policy, &waits) {
				if roles.direct[endpoint] {
					edgeForOperators(g, j, policy)
				}
			}
		}
	},
}

// edgeForOperators demands that the firewall of a security policy lets only
// operators in. A policy that names the wrong one of two firewalls is at fault,
// else the firewall.
func edgeForOperators(g *rule.Graph, j *rule.Judge, policy *rule.Resource) {
	id := policy.Get("parameters", "wafPolicy", "id")
	firewall, known := g.Refers(policy, id, edgeFirewalls...)
	if !known {
		j.On(policy).NotYetKnown(id)
	}
	if firewall == nil {
		return
	}
	list := firewall.Get("customRules", "rules")
	has, told := edgeHasOperators(firewall)
	another := slices.ContainsFunc(g.OfType(edgeFirewalls...), func(f *rule.Resource) bool { other, _ := edgeHasOperators(f); return other })
	switch {
	case has:
	case !told:
		j.On(firewall).NotYetKnown(list)
	case another:
		j.On(policy).Violated(id, "the firewall policy that lets only operators in")
	default:
		j.On(firewall).Violated(list, "a rule that blocks all but the operators' ranges, and at most lets the health path through")
	}
}
