package rules

import (
	"slices"
	"strings"

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
		list := j.Text("regions")
		_, allowed := topology.LookupRegion(name)
		if list != "" { // which may name one that the table does not know, such as a government's
			allowed = containsFold(words(list), name) || slices.Contains(strings.Split(plainRegion(list), ","), name)
		}
		if !allowed {
			j.Violated(location, "an allowed region of Azure")
		}
	},
}
