package preview

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// Blast says how far a change reaches.
type Blast struct {
	// Stamps are the stamps with changes, wherever those are made: the global
	// layer owns resources in both.
	Stamps []string `json:"stamps,omitempty"`
	// Global tells of what belongs to no stamp.
	Global bool `json:"global"`
}

// Both reports whether a change hits both stamps at once.
func (b Blast) Both() bool { return len(b.Stamps) > 1 }

// String says in words how far the change reaches.
func (b Blast) String() string {
	parts := slices.Clone(b.Stamps)
	if b.Global {
		parts = append(parts, "what joins the stamps")
	}
	switch {
	case len(parts) == 0:
		return "nothing"
	case b.Both():
		return strings.Join(parts, ", ") + ": both stamps at once, so nothing is left to fail over to; change the idle one first, and the other once it is healthy"
	default:
		return strings.Join(parts, ", ")
	}
}

// reach gathers what changes touch.
type reach struct {
	before, after *rule.Graph
	stamps        []string
	global        bool
}

// take adds a stack's change.
func (r *reach) take(c *system.Change) {
	own := ""
	if c.Stack == "blue" || c.Stack == "green" {
		own = c.Stack
	}
	if len(c.Steps) == 0 && c.Counts.Changed() > 0 {
		r.touch(own)
	}
	for _, s := range c.Steps {
		if tracesOnly(s) {
			continue
		}
		if own != "" {
			r.touch(own)
			continue
		}
		r.touch(r.stampOf(s.URN))
	}
}

// tracesOnly reports a step that writes nothing but the source revision, which every
// deployment does, into a tag.
func tracesOnly(s system.Step) bool {
	return s.Op == "update" && len(s.Properties) > 0 &&
		!slices.ContainsFunc(s.Properties, func(p system.Property) bool { return p.Path != "tags.revision" })
}

func (r *reach) touch(stamp string) {
	switch {
	case stamp == "":
		r.global = true
	case !slices.Contains(r.stamps, stamp):
		r.stamps = append(r.stamps, stamp)
	}
}

// stampOf is the stamp in which a resource lies, "" if it lies in none: that of
// its resource group, whoever owns it.
func (r *reach) stampOf(urn string) string {
	for _, g := range []*rule.Graph{r.after, r.before} {
		if g == nil || g.ByURN(urn) == nil {
			continue
		}
		at := g.ByURN(urn)
		stamp, placed := stampOfGroup(g, rule.GroupName(at))
		if !placed {
			stamp = g.Stamp(at)
		}
		if stamp == "global" {
			return ""
		}
		return stamp
	}
	return ""
}

func stampOfGroup(g *rule.Graph, name string) (stamp string, ok bool) {
	for _, group := range g.OfType("azure-native:resources:ResourceGroup") {
		if name != "" && strings.EqualFold(name, rule.AzureName(group)) {
			return group.Get("tags", "stamp").Text(), true
		}
	}
	return "", false
}

func (r *reach) blast() Blast {
	slices.Sort(r.stamps)
	return Blast{Stamps: r.stamps, Global: r.global}
}
