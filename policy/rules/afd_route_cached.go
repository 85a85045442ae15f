package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdRouteCached = &rule.Rule{
	ID:       "TDM-AFD-021",
	Title:    "Static content is cached at the edge",
	Why:      "Content that never changes is fetched from the origin again for every caller, which costs time, traffic and load.",
	Fix:      "Set cacheConfiguration with queryStringCachingBehavior UseQueryString on routes to static content.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Behind the edges that this pack is made for every path is signed or needs a sign-in; there caching is a leak (TDM-AFD-019). Enable it for sites with public content.",
	Controls: []rule.Control{rule.WAF("PE:08")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-caching"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeRoute},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.Present(r.Get("cacheConfiguration"), "a cache configuration")
	},
}
