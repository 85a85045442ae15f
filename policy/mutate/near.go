package mutate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// near knows which stamps there are, and so what a peer's is called.
type near struct {
	graph  *rule.Graph
	stamps []string
	ids    map[string]*rule.Resource // by lower-case id
	byURN  map[string]*rule.Resource
	hosts  []string // that the provider returned
}

func neighbours(g *rule.Graph) *near {
	n := &near{graph: g, ids: map[string]*rule.Resource{}, byURN: map[string]*rule.Resource{}}
	var names []string
	for _, r := range g.Resources {
		n.byURN[r.URN] = r
		for name, value := range r.Props {
			if _, set := r.PropertyDependencies[name]; !set && name != "name" {
				if text, ok := value.(string); ok && host.MatchString(text) {
					n.hosts = append(n.hosts, text)
				}
			}
		}
		if r.ID != "" {
			n.ids[strings.ToLower(r.ID)] = r
		}
		if stamp := r.Get("tags", "stamp").Text(); stamp != "" && !slices.Contains(names, stamp) {
			names = append(names, stamp)
		}
	}
	slices.Sort(names)
	slices.Sort(n.hosts)
	n.pair(names)
	return n
}

// pair finds the two stamps that are each other's peers: those of whose
// resources the most have a twin. What both share may bear a stamp tag, too.
func (n *near) pair(names []string) {
	most := 0
	for i, a := range names {
		for _, b := range names[i+1:] {
			twins := 0
			for urn := range n.byURN {
				if strings.Contains(urn, a) && n.byURN[strings.ReplaceAll(urn, a, b)] != nil {
					twins++
				}
			}
			if twins > most {
				most, n.stamps = twins, []string{a, b}
			}
		}
	}
}

// twin is a text with the peer stamp's name in place of a stamp's own; ok is
// false for one that names no stamp, or several.
func (n *near) twin(text string) (string, bool) {
	if len(n.stamps) != 2 {
		return "", false
	}
	a, b := n.stamps[0], n.stamps[1]
	switch {
	case strings.Contains(text, a) && !strings.Contains(text, b):
		return strings.ReplaceAll(text, a, b), true
	case strings.Contains(text, b) && !strings.Contains(text, a):
		return strings.ReplaceAll(text, b, a), true
	}
	return "", false
}

// twinID is the id of the peer's twin of a resource, or of a part of one. What
// the names of stamps differ in besides (a character that encodes a length) is
// looked up among the resources of the same type.
func (n *near) twinID(id string) (string, bool) {
	twin, ok := n.twin(id)
	if !ok {
		return "", false
	}
	for at := strings.ToLower(twin); at != ""; {
		if n.ids[at] != nil {
			return twin, true
		}
		at = at[:max(strings.LastIndexByte(at, '/'), 0)]
	}
	return "", false
}

// sameOfTwin is the text at the same place of a resource's twin.
func (n *near) sameOfTwin(r *rule.Resource, p place) (string, bool) {
	urn, ok := n.twin(r.URN)
	if !ok || n.byURN[urn] == nil {
		return "", false
	}
	var at any = n.byURN[urn].Props
	for _, s := range p {
		at = rule.Plain(at)
		if s.index < 0 {
			object, _ := at.(map[string]any)
			at = object[s.name]
		} else if list, _ := at.([]any); s.index < len(list) {
			at = list[s.index]
		} else {
			return "", false
		}
	}
	text, ok := rule.Plain(at).(string)
	return text, ok
}

// sibling is the id of another resource of the type of the one that an id is
// of, "" if there is none: of several, the first by URN, since the order of a graph
// is that in which its resources happened to be made.
func (n *near) sibling(id string) string {
	r := n.ids[strings.ToLower(id)]
	if r == nil {
		return ""
	}
	var first *rule.Resource
	for _, other := range n.graph.OfType(r.Type) {
		if other.URN != r.URN && other.ID != "" && (first == nil || other.URN < first.URN) {
			first = other
		}
	}
	if first == nil {
		return ""
	}
	return first.ID
}

// elsewhere lists the regions of the stamps' groups, but for the resource's own
// and its twin's: that one is the peer's.
func (n *near) elsewhere(r *rule.Resource, own string) []string {
	var regions []string
	twin := n.byURN[n.mirrored(r.URN)]
	for _, group := range n.graph.OfType("azure-native:resources:ResourceGroup") {
		region := group.Get("location").Text()
		if region == "" || region == own || slices.Contains(regions, region) || twin != nil && twin.URN != r.URN && region == twin.Get("location").Text() {
			continue
		}
		regions = append(regions, region)
	}
	slices.Sort(regions)
	return regions
}

var host = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+){2,}$`)

// otherHosts are a text with other hosts of the system in the same domain in
// place of the first host that stands in it, three at the most.
func (n *near) otherHosts(text string) []string {
	at := anyHost.FindString(text)
	_, domain, _ := strings.Cut(at, ".")
	var others []string
	for _, other := range slices.Compact(slices.Clone(n.hosts)) {
		if _, same, _ := strings.Cut(other, "."); at != "" && other != at && same == domain && len(others) < 3 {
			others = append(others, strings.Replace(text, at, other, 1))
		}
	}
	return others
}

var anyHost = regexp.MustCompile(`[a-z0-9-]+(\.[a-z0-9-]+){2,}`)

// mirrored is a text with the stamps' names exchanged.
func (n *near) mirrored(text string) string {
	if len(n.stamps) != 2 {
		return ""
	}
	return strings.NewReplacer(n.stamps[0], n.stamps[1], n.stamps[1], n.stamps[0]).Replace(text)
}
