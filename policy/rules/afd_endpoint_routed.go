package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdEndpointRouted = &rule.Rule{
	ID:       "TDM-AFD-058",
	Title:    "Every endpoint has a route",
	Why:      "An endpoint without a route answers each request with an error, and its name still points there.",
	Fix:      "Set endpointName of a route to the endpoint, or delete the endpoint.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/endpoint"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		routed := map[*rule.Resource]bool{}
		waits := false
		for _, route := range g.OfType(typeEdgeRoute) {
			name := route.Get("endpointName")
			endpoint, known := edgeParent(g, route, "endpointName", typeEdgeEndpoint)
			stray := endpoint != nil && edgeStray(g, route, "endpointName", endpoint)
			if !known {
				j.On(route).NotYetKnown(name)
				waits = true
			} else if stray || endpoint == nil && name.Text() == "" {
				j.On(route).Violated(name, "the name of the endpoint that the route was made for")
				waits = true
			}
			routed[endpoint] = true
		}
		for _, endpoint := range g.OfType(typeEdgeEndpoint) {
			if !routed[endpoint] && !waits {
				j.On(endpoint).Missing("without a route", "a route of its own")
			}
		}
	},
}
