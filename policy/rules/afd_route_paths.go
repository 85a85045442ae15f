package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRoutePaths = &rule.Rule{
	ID:       "TDM-AFD-056",
	Title:    "Routes name the paths that they take",
	Why:      "A route without a path serves nothing, or everything.",
	Fix:      "Set patternsToMatch to paths that begin with /, such as /*.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-route-matching"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		paths := r.Get("patternsToMatch")
		j.Present(paths, "a list of paths, such as /*")
		patterns, _ := j.ItemsOf(paths)
		for _, p := range patterns {
			if !strings.HasPrefix(p.Text(), "/") {
				j.Violated(p, "a path that begins with /")
			}
		}
	},
}
