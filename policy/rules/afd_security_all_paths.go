package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdSecurityAllPaths = &rule.Rule{
	ID:       "TDM-AFD-010",
	Title:    "Security policies guard every path",
	Why:      "A path that the association leaves out is served without a firewall, and nobody sees which.",
	Fix:      "Put /* into patternsToMatch of every item of parameters.associations.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-6"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/web-application-firewall"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeSecurityPolicy},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list := r.Get("parameters", "associations")
		associations, complete := j.ItemsOf(list)
		if complete && len(associations) == 0 {
			j.Violated(list, "an association of the endpoints with /*")
		}
		for _, a := range associations {
			v := a.Get("patternsToMatch")
			patterns, complete := j.ItemsOf(v)
			if complete && !edgeHas(patterns, "/*") {
				j.Violated(v, "a list that holds /*")
			}
		}
	},
}
