package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdRoutePatterns = &rule.Rule{
	ID:       "TDM-AFD-017",
	Title:    "No two routes of an endpoint take the same path",
	Why:      "Azure refuses the second route, or sends a path to other origins than was meant.",
	Fix:      "Give each item of patternsToMatch to one route of the endpoint only.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-route-matching"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		taken := map[*rule.Resource][]edgeTaken{}
		routes := slices.SortedFunc(slices.Values(g.OfType(typeEdgeRoute)), edgeByURN)
		for _, route := range routes {
			endpoint, known := edgeParent(g, route, "endpointName", typeEdgeEndpoint)
			if !known {
				j.On(route).NotYetKnown(route.Get("endpointName"))
				continue
			}
			patterns, _ := j.On(route).ItemsOf(route.Get("patternsToMatch"))
			if endpoint == nil || edgeStray(g, route, "endpointName", endpoint) {
				continue
			}
			for _, p := range patterns {
				for _, other := range taken[endpoint] {
					if other.route != route && strings.EqualFold(other.pattern, p.Text()) && edgeShareDomain(g, j, route, other.route) {
						j.On(route).ViolatedAs(p, p.String()+", which "+other.route.Name+" takes, too", "a path that no other route of the endpoint takes")
					}
				}
				taken[endpoint] = append(taken[endpoint], edgeTaken{route, p.Text()})
			}
		}
	},
}

// edgeTaken is a path that a route takes.
type edgeTaken struct {
	route   *rule.Resource
	pattern string
}

// edgeShareDomain reports whether two routes are reached under one name. What may
// turn out to be such a name is said.
func edgeShareDomain(g *rule.Graph, j *rule.Judge, a, b *rule.Resource) bool {
	first, second := edgeNamesOf(g, a), edgeNamesOf(g, b)
	if slices.ContainsFunc(first.told, func(name string) bool { return slices.Contains(second.told, name) }) {
		return true
	}
	first.wait(j, second)
	second.wait(j, first)
	return false
}

// edgeNames are the names under which a route is reached: that of its endpoint
// itself, which is "", and those of custom domains.
type edgeNames struct {
	route     *rule.Resource
	told      []string
	byDefault rule.Value   // if it is not known
	domains   []rule.Value // that are not known
}

func edgeNamesOf(g *rule.Graph, route *rule.Resource) edgeNames {
	n := edgeNames{route: route}
	if v := route.Get("linkToDefaultDomain"); v.Unknown() {
		n.byDefault = v
	} else if strings.EqualFold(v.Text(), "Enabled") {
		n.told = append(n.told, "")
	}
	list := route.Get("customDomains")
	if list.Unknown() {
		n.domains = append(n.domains, list)
	}
	for _, item := range list.Items() {
		id := item.Get("id")
		domain, known := g.Refers(route, id, typeEdgeDomain)
		switch {
		case !known:
			n.domains = append(n.domains, id)
		case domain != nil:
			n.told = append(n.told, domain.URN)
		case id.Text() != "":
			n.told = append(n.told, strings.ToLower(id.Text()))
		}
	}
	return n
}

// wait says which names of the route are not known and may be the other's.
func (n edgeNames) wait(j *rule.Judge, other edgeNames) {
	if n.byDefault.Unknown() && (other.byDefault.Unknown() || slices.Contains(other.told, "")) {
		j.On(n.route).NotYetKnown(n.byDefault)
	}
	if len(other.domains) == 0 && !slices.ContainsFunc(other.told, func(name string) bool { return name != "" }) {
		return
	}
	for _, v := range n.domains {
		j.On(n.route).NotYetKnown(v)
	}
}
