package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

const typeResourceGroup = "azure-native:resources:ResourceGroup"

// groupOf is the resource group of the graph that a resource of the graph lies
// in, or nil.
func groupOf(g *rule.Graph, r *rule.Resource) *rule.Resource { return groupsOf(g)[r] }

// groupsOf are the resource groups that resources lie in; of several groups of
// one name the first by URN.
var groupsOf = rule.Shared(func(g *rule.Graph) map[*rule.Resource]*rule.Resource {
	all := make(map[*rule.Resource]*rule.Resource, len(g.All()))
	groups := slices.SortedFunc(slices.Values(g.OfType(typeResourceGroup)), func(a, b *rule.Resource) int { return cmp.Compare(a.URN, b.URN) })
	names := make([]string, len(groups))
	for i, group := range groups {
		names[i] = rule.AzureName(group)
	}
	for _, r := range g.All() {
		name := rule.GroupName(r)
		at := slices.IndexFunc(names, func(of string) bool { return strings.EqualFold(name, of) })
		if name != "" && at >= 0 {
			all[r] = groups[at]
		}
	}
	return all
})

// groupOpen is the name of the resource group that a resource lies in while it is
// not known yet, else it is absent.
func groupOpen(r *rule.Resource) (name rule.Value) {
	if name = r.Get("resourceGroupName"); name.Unknown() && rule.GroupName(r) == "" {
		return name
	}
	return rule.Value{}
}

// mayLieIn lists the resource group that a resource lies in or, while that is not
// known yet, all that it may lie in.
func mayLieIn(g *rule.Graph, r *rule.Resource) []*rule.Resource {
	if group := groupOf(g, r); group != nil {
		return []*rule.Resource{group}
	}
	groups := g.OfType(typeResourceGroup)
	if groupOpen(r).Unknown() || slices.ContainsFunc(groups, rule.Unnamed) {
		return groups
	}
	return nil
}

// groupDoubt is the name that is not known yet and decides whether a resource lies
// in a resource group, its own or the group's, and whose it is.
func groupDoubt(g *rule.Graph, r, group *rule.Resource) (holder *rule.Resource, name rule.Value) {
	open := groupOpen(r)
	switch at, _ := g.Refers(r, open, typeResourceGroup); {
	case r.Type == typeResourceGroup || at != nil && at != group:
	case open.Unknown():
		return r, open
	case rule.Unnamed(group) && groupOf(g, r) == nil && rule.GroupName(r) != "":
		return group, group.Get("resourceGroupName")
	}
	return nil, rule.Value{}
}

// waits reports those values that are not known yet.
func waits(j *rule.Judge, values ...rule.Value) (open bool) {
	for _, v := range values {
		if v.Unknown() {
			j.NotYetKnown(v)
			open = true
		}
	}
	return open
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

// zoneless reports whether a resource is known to lie in a region without zones.
func zoneless(r *rule.Resource) bool {
	region, known := topology.LookupRegion(plainRegion(r.Get("location").Text()))
	return known && !region.Zones
}

// needsZones reports whether a resource has to ask for zones: its region has some,
// or may have. If its region is not known yet, the judge is told so, unless it asks
// for them.
func needsZones(r *rule.Resource, j *rule.Judge, asks bool) bool {
	location := r.Get("location")
	if location.Unknown() && !asks {
		j.NotYetKnown(location)
		return false
	}
	return !zoneless(r)
}

// shown is what a value tells, in the words that a rule has for it, unless it is
// a secret.
func shown(v rule.Value, words string) string {
	if v.Secret() {
		return v.String()
	}
	return words
}

// sameRegion compares names of regions.
func sameRegion(a, b string) bool { return a == b || plainRegion(a) == plainRegion(b) }

// plainRegion is a region's name as ARM spells it: Azure takes West Europe, too.
func plainRegion(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "") }
