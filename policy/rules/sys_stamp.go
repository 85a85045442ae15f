package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// answer is what a shared question finds, and whether that is all.
type answer[T any] struct {
	found    T
	complete bool
}

// stampsOf lists the names of the stamps of a graph, sorted. A name on a few
// resources among many is a slip of the pen, of which a rule about tags speaks.
var stampsOf = rule.Shared(func(g *rule.Graph) []string {
	count, most := map[string]int{}, 0
	for _, r := range g.All() {
		if stamp := tagText(r, "stamp"); stamped(stamp) {
			count[stamp]++
			most = max(most, count[stamp])
		}
	}
	var names []string
	for stamp, n := range count {
		if n*10 > most {
			names = append(names, stamp)
		}
	}
	slices.Sort(names)
	return slices.Clip(names)
})

// tagText is the text of a tag, "" when it is not set or not known yet.
func tagText(r *rule.Resource, name string) string {
	tags, _ := rule.Plain(r.Raw("tags")).(map[string]any)
	return rawText(tags[name])
}

// rawText is the text of a raw value, of a secret one, too.
func rawText(raw any) string {
	text, _ := rule.Plain(raw).(string)
	return text
}

// stampOpen is the tag that is not known yet and decides which stamp a resource
// belongs to, its own or its resource group's, and whose it is.
func stampOpen(g *rule.Graph, r *rule.Resource) (holder *rule.Resource, tag rule.Value) {
	if own := r.Get("tags", "stamp"); own.Unknown() {
		return r, own
	}
	if group := groupOf(g, r); group != nil && g.Stamp(r) == "" {
		if of := group.Get("tags", "stamp"); of.Unknown() {
			return group, of
		}
	}
	return nil, rule.Value{}
}

// stampsByResource is [rule.Graph.Stamp] of all resources that belong to one of
// the graph's stamps.
var stampsByResource = rule.Shared(func(g *rule.Graph) map[*rule.Resource]string {
	valid, stamps := stampsOf(g), map[*rule.Resource]string{}
	for _, r := range g.All() {
		if stamp := g.Stamp(r); slices.Contains(valid, stamp) {
			stamps[r] = stamp
		}
	}
	return stamps
})

// twoStamps reports whether two stamps are different ones of those that there are.
func twoStamps(valid []string, a, b string) bool {
	return a != b && slices.Contains(valid, a) && slices.Contains(valid, b)
}

// regionsOf is for each stamp the region that most of its resources lie in, so
// that one resource in a wrong place does not move the stamp.
var regionsOf = rule.Shared(func(g *rule.Graph) map[string]string {
	places, valid := map[string]map[*rule.Resource]string{}, stampsOf(g)
	for _, r := range g.All() {
		stamp := tagText(r, "stamp")
		location := rawText(r.Raw("location"))
		if !slices.Contains(valid, stamp) || location == "" || sameRegion(location, "global") {
			continue
		}
		if places[stamp] == nil {
			places[stamp] = map[*rule.Resource]string{}
		}
		places[stamp][r] = plainRegion(location)
	}
	regions := map[string]string{}
	for stamp, of := range places {
		regions[stamp] = majority(of)
	}
	return regions
})

// groupTagged is the resource group with the stamp in its tag, or nil; of
// several the first by URN.
func groupTagged(g *rule.Graph, stamp string) (tagged *rule.Resource) {
	for _, group := range g.OfType(typeResourceGroup) {
		if tagText(group, "stamp") == stamp && (tagged == nil || group.URN < tagged.URN) {
			tagged = group
		}
	}
	return tagged
}

// judgeGroupsKnown says which resource groups' places or stamps are not known
// yet; a rule about the places of stamps waits for them.
func judgeGroupsKnown(g *rule.Graph, j *rule.Judge) (known bool) {
	known = true
	for _, group := range g.OfType(typeResourceGroup) {
		for _, v := range []rule.Value{group.Get("location"), group.Get("tags", "stamp")} {
			if v.Unknown() {
				j.On(group).NotYetKnown(v)
				known = false
			}
		}
	}
	return known
}
