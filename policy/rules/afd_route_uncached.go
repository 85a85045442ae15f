package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRouteUncached = &rule.Rule{
	ID:       "TDM-AFD-019",
	Title:    "Answers are cached only on paths that are named",
	Why:      "The edge knows neither session nor signature: an answer for one caller that it keeps is given to the next.",
	Fix:      "Remove cacheConfiguration from the route, or name the path in the parameter cached once nothing below it is signed or personal.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-caching"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "cached", Doc: "the path patterns that may be cached, separated by spaces", Production: "", Test: ""},
	},
	Scope: rule.OneResource,
	Types: []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		cache := r.Get("cacheConfiguration")
		if cache.Absent() {
			return
		}
		if cache.Unknown() {
			j.NotYetKnown(cache)
			return
		}
		paths := r.Get("patternsToMatch")
		if paths.Absent() {
			j.ViolatedAs(cache, "set for every path", "not set")
		}
		patterns, _ := j.ItemsOf(paths)
		cached := strings.Fields(j.Text("cached"))
		for _, p := range patterns {
			if !slices.Contains(cached, p.Text()) {
				j.ViolatedAs(cache, "set for "+p.String(), "not set, or the path among the parameter cached")
			}
		}
	},
}
