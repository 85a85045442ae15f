package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRuleUncached = &rule.Rule{
	ID:       "TDM-AFD-023",
	Title:    "Rules of a rule set do not switch caching on",
	Why:      "A rule overrides its route: with it, answers to signed or personal requests are kept and given to others although the route caches nothing.",
	Fix:      "Remove parameters.cacheConfiguration from the RouteConfigurationOverride action, or set the parameter allowed once the rule matches public content alone.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions", "https://learn.microsoft.com/azure/frontdoor/front-door-caching"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "allowed", Doc: "whether rules may switch caching on", Production: false, Test: false},
	},
	Scope: rule.OneResource,
	Types: []string{typeEdgeRule},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if j.Switch("allowed") {
			return
		}
		actions, _ := j.ItemsOf(r.Get("actions"))
		for _, a := range actions {
			name, _ := j.TextOf(a.Get("name"))
			switch cache := a.Get("parameters", "cacheConfiguration"); {
			case !strings.EqualFold(name, "RouteConfigurationOverride"):
			case cache.Unknown():
				j.NotYetKnown(cache)
			case !cache.Absent():
				j.Violated(cache, "not set")
			}
		}
	},
}
