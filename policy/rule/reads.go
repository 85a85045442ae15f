package rule

import (
	"reflect"
	"strings"
)

// reads is what a rule over a graph, or what is shared by rules, has read of it.
// Whoever reads the same again comes to the same.
type reads struct {
	all              bool            // the list of all resources
	types, urns, ids map[string]bool // what it asked the graph for; ids are idKeys
	properties       map[*Resource]map[string]bool
	shared           map[*sharedAnswer]bool

	asked   []*sharedAnswer // what is shared, as a list
	touched []bool          // by number of the resource: it is read, be it by what is shared
}

// What is read of a resource, besides paths of member names.
const (
	separator  = "\x00"
	everything = ""
	naming     = separator + "naming"
	ownID      = separator + "id"
)

// watcher notes what is read of a graph and of its resources.
type watcher struct {
	at     *reads // nil while nobody is watched
	shared map[any]*sharedAnswer
	number map[*Resource]int
}

// sharedAnswer is something shared, and how it was found.
type sharedAnswer struct {
	reads
	find   func(*Graph) any
	answer any

	// What the latest attempt came to that asked for it.
	attempt int
	now     any
	differs bool
}

// during notes what a function reads.
func (w *watcher) during(do func()) reads {
	before := w.at
	w.at = &reads{types: map[string]bool{}, urns: map[string]bool{}, ids: map[string]bool{},
		properties: map[*Resource]map[string]bool{}, shared: map[*sharedAnswer]bool{}, touched: make([]bool, len(w.number))}
	do()
	read := *w.at
	w.at = before
	for r := range read.properties {
		read.touched[w.number[r]] = true
	}
	for s := range read.shared {
		read.asked = append(read.asked, s)
		for i, touched := range s.touched {
			read.touched[i] = read.touched[i] || touched
		}
	}
	return read
}

// ofResource notes that something of a resource is read.
func (w *watcher) ofResource(r *Resource, what string) {
	if w == nil || w.at == nil {
		return
	}
	if w.at.properties[r] == nil {
		w.at.properties[r] = map[string]bool{}
	}
	w.at.properties[r][what] = true
}

// path notes that the property under a path is read.
func (w *watcher) path(r *Resource, names []string) {
	if w != nil && w.at != nil {
		w.ofResource(r, strings.Join(names, separator))
	}
}

func (w *watcher) everyResource() {
	if w != nil && w.at != nil {
		w.at.all = true
	}
}

func (w *watcher) ofType(types ...string) {
	if w != nil && w.at != nil {
		for _, t := range types {
			w.at.types[t] = true
		}
	}
}

func (w *watcher) ofURN(urn string) {
	if w != nil && w.at != nil {
		w.at.urns[urn] = true
	}
}

func (w *watcher) ofID(id string) {
	if w != nil && w.at != nil {
		w.at.ids[idKey(id)] = true
	}
}

// ask notes that what is shared is asked for, and finds it if nobody has yet.
func (w *watcher) ask(g *Graph, key any, find func(*Graph) any) any {
	s := w.shared[key]
	if s == nil {
		s = &sharedAnswer{find: find}
		s.reads = w.during(func() { s.answer = find(g) })
		w.shared[key] = s
	}
	if w.at != nil {
		w.at.shared[s] = true
	}
	return s.answer
}

// sameRaw reports whether two raw values are equal.
func sameRaw(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for name, member := range a {
			if twin, ok := other[name]; !ok || !sameRaw(member, twin) {
				return false
			}
		}
		return true
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i, item := range a {
			if !sameRaw(item, other[i]) {
				return false
			}
		}
		return true
	case Secret:
		other, ok := b.(Secret)
		return ok && sameRaw(a.Value, other.Value)
	case nil, bool, float64, string, Unknown:
		return a == b
	}
	return reflect.DeepEqual(a, b)
}
