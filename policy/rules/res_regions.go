package rules

import (
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var resRegions = &rule.Rule{
	ID:       "TDM-RES-005",
	Title:    "Resources lie in allowed regions",
	Why:      "Data in a region that nobody agreed to can break the law or a contract, and nobody watches what was started there.",
	Fix:      "Set location to a region in the rule's parameter regions, or, where that is empty, to one that Azure has.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-2"), rule.WAF("SE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "regions", Doc: "The regions that may be used, with commas between them. Empty: all.", Production: "", Test: ""}},
	Scope:    rule.OneResource,
	Types:    taggable,
	Check: func(r *rule.Resource, j *rule.Judge) {
		location := r.Get("location")
		text, ok := j.TextOf(location)
		name := plainRegion(text)
		if !ok || name == "global" {
			return
		}
		allowed := words(j.Text("regions"))
		if _, exists := topology.LookupRegion(name); !exists || len(allowed) > 0 && !containsFold(allowed, name) {
			j.Violated(location, "an allowed region of Azure")
		}
	},
}
