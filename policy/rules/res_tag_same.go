package rules

import "github.com/tandem-platform/tandem/policy/rule"

var resTagSame = &rule.Rule{
	ID:       "TDM-RES-003",
	Title:    "All resources bear the same system, environment, owner and expiry",
	Why:      "The budget, the clean-up of expired environments and every query by tag miss the one that is spelt otherwise: it costs and stays.",
	Fix:      "Set the tags system, environment, owner and expires as the other resources of the system have them.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("AM-1"), rule.WAF("OE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, name := range []string{"system", "environment", "owner", "expires"} {
			sameTag(g, j, name)
		}
	},
}

// sameTag demands that resources have the same tag of a name, if they have one.
var sameTag = rule.PartJudged(func(g *rule.Graph, j *rule.Judge, name string) struct{} {
	values := map[*rule.Resource]string{}
	for _, r := range g.All() {
		v := r.Get("tags", name)
		if v.Unknown() {
			j.On(r).NotYetKnown(v)
		} else if text, ok := j.On(r).TextOf(v); ok {
			values[r] = text
		}
	}
	most := majority(values)
	for r, text := range values {
		if text != most {
			j.On(r).Violated(r.Get("tags", name), "what most resources have, "+most)
		}
	}
	return struct{}{}
})
