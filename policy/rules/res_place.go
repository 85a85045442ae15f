package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

const typeResourceGroup = "azure-native:resources:ResourceGroup"

// groupOf is the resource group of the graph that a resource lies in, or nil.
func groupOf(g *rule.Graph, r *rule.Resource) *rule.Resource {
	name := rule.GroupName(r)
	if name == "" {
		return nil
	}
	var named *rule.Resource // of several the first by URN
	for _, group := range g.OfType(typeResourceGroup) {
		if strings.EqualFold(name, rule.AzureName(group)) && (named == nil || group.URN < named.URN) {
			named = group
		}
	}
	return named
}

// astray is the region that a resource lies in though it has no business there:
// its group is a stamp's and lies in another. It is "" for a resource in its
// place, for one whose group is no stamp's, and for what has no region.
func astray(g *rule.Graph, r *rule.Resource) string {
	location := r.Get("location").Text()
	group := groupOf(g, r)
	if location == "" || strings.EqualFold(location, "global") || group == nil || group == r {
		return ""
	}
	if stamp := g.Stamp(group); stamp == "" || stamp == "global" {
		return ""
	}
	if there := group.Get("location").Text(); there == "" || sameRegion(there, location) {
		return ""
	}
	return location
}

// sameRegion compares names of regions.
func sameRegion(a, b string) bool { return plainRegion(a) == plainRegion(b) }

// plainRegion is a region's name as ARM spells it: Azure takes West Europe, too.
func plainRegion(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "") }
