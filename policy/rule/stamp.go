package rule

import "strings"

const (
	typeResourceGroup = "azure-native:resources:ResourceGroup"
	// deepest is how many components are looked at above a resource: a file's
	// parents may go round in circles.
	deepest = 16
)

// Stamp tells which stamp a resource of the graph belongs to by the tag "stamp":
// its own, or what the resources of its component have in common, or its resource
// group's. A tag that both the component's other resources and the resource group
// (for a group: what lies in it) contradict is a lie, and they are believed: then
// that resource is at fault, and not all those that refer to it. Stamp is "" when
// nothing tells.
func (g *Graph) Stamp(r *Resource) string { return stampsOf(g)[r] }

// stampsOf are found when a rule asks for the first one.
var stampsOf = Shared(func(g *Graph) map[*Resource]string {
	c, all := takeCensus(g), g.All()
	stamps := make(map[*Resource]string, len(all))
	for _, r := range all {
		if own := tag(r, "stamp"); own != "" {
			stamps[r] = c.believed(r, own)
		}
	}
	agreed := c.agreements(stamps)
	for _, r := range all {
		if tag(r, "stamp") == "" {
			stamps[r] = c.inherited(r, agreed, stamps)
		}
	}
	return stamps
})

func tag(r *Resource, name string) string { return r.Get("tags", name).Text() }

// count is how many resources bear which tag.
type count map[string]int

// census is what the tags of others say.
type census struct {
	graph   *Graph
	inside  map[string]count     // by component's URN, at whatever depth
	members map[string]count     // by lower-case resource group
	groups  map[string]*Resource // by lower-case name
	groupOf map[*Resource]string // lower-case
	tags    map[*Resource]string
}

func takeCensus(g *Graph) *census {
	c := &census{graph: g, inside: map[string]count{}, members: map[string]count{}, groups: map[string]*Resource{},
		groupOf: make(map[*Resource]string, len(g.Resources)), tags: make(map[*Resource]string, len(g.Resources))}
	for _, r := range g.OfType(typeResourceGroup) {
		name := strings.ToLower(AzureName(r))
		if first := c.groups[name]; name != "" && (first == nil || r.URN < first.URN) {
			c.groups[name] = r
		}
	}
	for _, r := range g.All() {
		group, own := strings.ToLower(GroupName(r)), tag(r, "stamp")
		c.groupOf[r], c.tags[r] = group, own
		if own == "" {
			continue
		}
		if c.groups[group] != r {
			add(c.members, group, own)
		}
		c.above(r, func(component string) bool { add(c.inside, component, own); return false })
	}
	return c
}

func add(to map[string]count, key, stamp string) {
	if to[key] == nil {
		to[key] = count{}
	}
	to[key][stamp]++
}

// above shows the components that a resource lies in, the nearest first, until
// one is enough. The last may be none of the graph's, such as the stack.
func (c *census) above(r *Resource, enough func(component string) bool) {
	for range deepest {
		if r == nil || r.Parent == "" || enough(r.Parent) {
			return
		}
		r = c.graph.ByURN(r.Parent)
	}
}

// believed is a resource's own tag, or what the others both say instead.
func (c *census) believed(r *Resource, own string) string {
	siblings := ""
	c.above(r, func(component string) bool {
		if c.graph.ByURN(component) == nil {
			return true // a stack holds whatever it holds
		}
		most, others := c.inside[component].without(own)
		siblings = most
		return others
	})
	group := c.tags[c.groups[c.groupOf[r]]]
	if r.Type == typeResourceGroup {
		group = c.members[strings.ToLower(AzureName(r))].most()
	}
	if siblings != "" && siblings == group {
		return siblings
	}
	return own
}

// without is the tag of more than half but for one resource of those that bear the
// tag, "" if there is none, and whether there are others at all.
func (c count) without(stamp string) (most string, others bool) {
	total := 0
	for s, n := range c {
		if total += n; s == stamp {
			total--
		}
	}
	for s, n := range c {
		if s == stamp {
			n--
		}
		if 2*n > total {
			most = s
		}
	}
	return most, total > 0
}

// most is the tag of more than half, "" if there is none.
func (c count) most() string {
	total := 0
	for _, n := range c {
		total += n
	}
	for stamp, n := range c {
		if 2*n > total {
			return stamp
		}
	}
	return ""
}

// allButOne is the tag of all, or of all but one among several, which may lie.
func (c count) allButOne() string {
	most, others := c.most(), 0
	for stamp, n := range c {
		if stamp != most {
			others += n
		}
	}
	if others == 0 || others == 1 && c[most] > 1 {
		return most
	}
	return ""
}

// agreements are the stamps that all tagged resources in a component belong to.
func (c *census) agreements(of map[*Resource]string) map[string]count {
	all := map[string]count{}
	for r, stamp := range of {
		c.above(r, func(component string) bool { add(all, component, stamp); return false })
	}
	return all
}

// inherited is the stamp of a resource without a tag.
func (c *census) inherited(r *Resource, agreed map[string]count, of map[*Resource]string) string {
	stamp := ""
	c.above(r, func(component string) bool {
		stamp = agreed[component].allButOne()
		return stamp != ""
	})
	if group := c.groups[c.groupOf[r]]; stamp == "" && group != nil {
		return of[group]
	}
	return stamp
}
