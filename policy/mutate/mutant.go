package mutate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Kind is the way in which a mutant is broken.
type Kind string

// The kinds of mutants.
const (
	Flipped     Kind = "flipped"      // a boolean turned around
	Set         Kind = "set"          // what was not set is set
	Chosen      Kind = "chosen"       // another value of an enumeration
	Scaled      Kind = "scaled"       // another number or duration
	Widened     Kind = "widened"      // an address range or a port that takes in more
	Peer        Kind = "peer"         // the peer stamp's instead of its own
	Dangling    Kind = "dangling"     // an id of what does not exist
	Changed     Kind = "changed"      // another text
	Removed     Kind = "removed"      // a property that is not set any more
	ItemRemoved Kind = "item-removed" // a list without one of its items
	Emptied     Kind = "emptied"      // a list without items
	Added       Kind = "added"        // a list with an item more
	Unprotected Kind = "unprotected"  // Pulumi may delete the resource
	Gone        Kind = "gone"         // the resource is not there
)

// Mutant is a resource with one thing changed.
type Mutant struct {
	// ID tells what is changed; it is the same in every run.
	ID string
	// Resource is the resource as it is, which no mutant changes.
	Resource *rule.Resource
	// Path is the changed property in the notation of findings, "" for the
	// resource as a whole.
	Path     string
	Kind     Kind
	Old, New any
	// Refused says why Azure does not take the mutant, whatever rules say; ""
	// for one that it may take.
	Refused string

	place place
	id    string // ARM's, where the change makes it another one
}

// Pattern is the path without the names of items, as in survivors.yaml.
func (m Mutant) Pattern() string { return pattern(m.Path) }

func pattern(path string) string {
	var b strings.Builder
	for rest := path; rest != ""; {
		before, after, found := strings.Cut(rest, "[")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteString("[]")
		rest = after[strings.IndexByte(after, ']')+1:]
	}
	return b.String()
}

// Mutated is a copy of the resource with the change made, which shares nothing
// with the original; nil for a resource that is gone.
func (m Mutant) Mutated() *rule.Resource {
	if m.Kind == Gone {
		return nil
	}
	r := *m.Resource
	r.Props, _ = clone(m.Resource.Props).(map[string]any)
	r.Dependencies = slices.Clone(m.Resource.Dependencies)
	r.PropertyDependencies = maps.Clone(m.Resource.PropertyDependencies)
	if m.id != "" {
		r.ID = m.id
	}
	switch m.Kind {
	case Unprotected:
		r.Protect = false
	case Removed, ItemRemoved:
		m.place.remove(&r)
	default:
		m.place.set(&r, m.New)
	}
	return &r
}

// step is one step down in a tree: a member's name, or an item's index.
type step struct {
	name  string
	index int // of an item; -1 for a member
	label string
}

func member(name string) step { return step{name: name, index: -1} }

// place is the way from a resource's properties to a value.
type place []step

func (p place) to(s step) place { return append(slices.Clone(p), s) }

// items is the way to the items of a list. An item is called by the name that
// it bears, if no other bears it, else by its position.
func (p place) items(list []any) []place {
	labels := map[string]int{}
	for _, item := range list {
		labels[label(item)]++
	}
	places := make([]place, len(list))
	for i, item := range list {
		l := label(item)
		if l == "" || labels[l] > 1 {
			l = strconv.Itoa(i)
		}
		places[i] = p.to(step{index: i, label: l})
	}
	return places
}

func label(item any) string {
	v := rule.NewValue(item)
	for _, name := range []string{"name", "category", "categoryGroup"} {
		if text := v.Get(name).Text(); text != "" && !strings.ContainsAny(text, "[]") {
			return text
		}
	}
	return ""
}

func (p place) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.index >= 0:
			b.WriteString("[" + s.label + "]")
		case b.Len() > 0:
			b.WriteString("." + s.name)
		default:
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// last is the name of the nearest member above the value.
func (p place) last() string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i].index < 0 {
			return p[i].name
		}
	}
	return ""
}

// set makes the value stand at the place, and the objects on the way there.
func (p place) set(r *rule.Resource, value any) {
	r.Props, _ = change(r.Props, p, func(any) (any, bool) { return clone(value), true }).(map[string]any)
}

// remove takes the value away.
func (p place) remove(r *rule.Resource) {
	r.Props, _ = change(r.Props, p, func(any) (any, bool) { return nil, false }).(map[string]any)
}

// change alters a tree at a place; what the function does not keep is left out.
func change(at any, p place, alter func(any) (any, bool)) any {
	if secret, ok := at.(rule.Secret); ok {
		return rule.Secret{Value: change(secret.Value, p, alter)}
	}
	next := func(old any) (any, bool) {
		if len(p) == 1 {
			return alter(old)
		}
		return change(old, p[1:], alter), true
	}
	if p[0].index >= 0 {
		list, _ := at.([]any)
		value, keep := next(list[p[0].index])
		if !keep {
			return slices.Delete(list, p[0].index, p[0].index+1)
		}
		list[p[0].index] = value
		return list
	}
	object, ok := at.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	value, keep := next(object[p[0].name])
	if !keep {
		delete(object, p[0].name)
		return object
	}
	object[p[0].name] = value
	return object
}

func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[name] = clone(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = clone(inner)
		}
		return out
	case rule.Secret:
		return rule.Secret{Value: clone(v.Value)}
	}
	return value
}

// show writes a value for an ID.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case rule.Secret:
		return "[secret]"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an object"
	}
	return fmt.Sprint(value)
}
