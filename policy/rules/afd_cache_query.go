package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdCacheQuery = &rule.Rule{
	ID:       "TDM-AFD-020",
	Title:    "What is cached is kept apart by the query string",
	Why:      "Signatures and versions stand in the query string: an edge that ignores it gives the answer to a signed request to those who have no signature.",
	Fix:      "Set cacheConfiguration.queryStringCachingBehavior to UseQueryString.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("DP-1"), rule.WAF("SE:04")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-caching"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if cache := r.Get("cacheConfiguration"); !cache.Absent() {
			j.OneOf(cache.Get("queryStringCachingBehavior"), "IgnoreQueryString", "UseQueryString")
		}
	},
}
