package mutate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/sandbox/schema"
)

// depthOfAbsent is how many objects that are not set a walk makes to reach a
// property in them.
const depthOfAbsent = 3

// Generate makes the mutants of the graph's resources, in the graph's order.
// Components exist in no cloud and have none.
func Generate(g *rule.Graph) ([]Mutant, error) {
	types, err := schema.Load()
	if err != nil {
		return nil, err
	}
	w := &walk{types: types, near: neighbours(g)}
	w.refusals = &refusals{types: types, near: w.near, before: map[*rule.Resource]map[string]bool{}}
	for _, r := range g.Resources {
		if r.Custom {
			w.resource(r)
		}
	}
	return w.found, nil
}

// Unknown lists the types of a graph of which only what is set can be broken,
// because ARM's specification is not at hand for them.
func Unknown(g *rule.Graph) ([]string, error) {
	types, err := schema.Load()
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, r := range g.Resources {
		if _, _, known := formOf(types, r); r.Custom && !known && !slices.Contains(unknown, r.Type) {
			unknown = append(unknown, r.Type)
		}
	}
	slices.Sort(unknown)
	return unknown, nil
}

// walk goes through one resource after the other and collects mutants.
type walk struct {
	types    *schema.Set
	near     *near
	refusals *refusals
	found    []Mutant

	r   *rule.Resource
	res *meta.Resource // nil for a type that is none of azure-native's
	ids map[string]int // of the resource's mutants
}

// spot is a value on the way through a resource.
type spot struct {
	place  place
	form   form
	value  any  // without the mark of a secret; nil is not set
	set    bool // the program says it
	absent int  // objects above it that are not there
	inList bool
	secret bool
}

func (w *walk) resource(r *rule.Resource) {
	top, res, _ := formOf(w.types, r)
	w.r, w.res, w.ids = r, res, map[string]int{}
	w.add(spot{}, Gone, nil)
	if r.Protect {
		w.add(spot{}, Unprotected, nil)
	}
	for _, name := range top.members(r.Props) {
		if res != nil && !slices.Contains(top.native.Fields(), name) {
			continue // what the provider only returns
		}
		_, declared := r.PropertyDependencies[name]
		set := declared || len(r.PropertyDependencies) == 0
		if res == nil && !set {
			continue
		}
		if res != nil && name == res.AutoName() {
			w.ownName(name)
			continue
		}
		w.value(spot{place: place{member(name)}, form: top.member(name), value: rule.Plain(r.Props[name]), set: set, secret: hidden(r.Props[name])})
	}
}

// ownName calls the resource by another name, and by one that Azure does not take.
func (w *walk) ownName(name string) {
	s := spot{place: place{member(name)}, form: form{outside: true}, value: rule.Plain(w.r.Props[name])}
	if old, ok := s.value.(string); ok {
		w.add(s, Changed, "other"+old)
		w.add(s, Changed, "_"+strings.ToUpper(old)+" ")
	}
}

func hidden(value any) bool { return rule.NewValue(value).Secret() }

func (w *walk) value(s spot) {
	if s.form.arm.ReadOnly() {
		return
	}
	present := s.value != nil
	if present && s.set && s.place[len(s.place)-1].index < 0 {
		w.add(s, Removed, nil)
	}
	switch s.form.sort(s.value) {
	case schema.Boolean:
		w.boolean(s)
	case schema.Enumeration:
		w.enumeration(s)
	case schema.Number:
		w.number(s)
	case schema.Text:
		w.text(s)
	case schema.List:
		w.list(s)
	case schema.Object:
		w.object(s)
	}
}

func (w *walk) object(s spot) {
	value, present := s.value.(map[string]any)
	if !present {
		s.absent++
	}
	if s.absent > depthOfAbsent || !present && s.form.refers() {
		return
	}
	form := s.form.chosen(value)
	for _, name := range form.members(value) {
		inner, there := value[name]
		if !there && s.form.refers() && value["id"] != nil {
			continue // it only points at a resource, and says nothing of it
		}
		w.value(spot{place: s.place.to(member(name)), form: form.member(name), value: rule.Plain(inner), set: s.set, absent: s.absent,
			inList: s.inList, secret: s.secret || hidden(inner)})
	}
}

func (w *walk) list(s spot) {
	list, _ := s.value.([]any)
	if len(list) > 0 && s.set {
		w.add(s, Emptied, []any{})
	}
	for i, p := range s.place.items(list) {
		if !s.set {
			break // what the provider returned is no list that a program would write
		}
		item := spot{place: p, form: s.form.item(), value: rule.Plain(list[i]), set: true, inList: true, secret: s.secret || hidden(list[i])}
		if len(list) > 1 {
			w.add(item, ItemRemoved, nil)
		}
		w.value(item)
	}
	if more, ok := oneMore[s.place.last()]; ok {
		w.add(s, Added, append(slices.Clone(list), s.form.item().fitting(more)))
	}
}

// add makes a mutant of what stands at a spot.
func (w *walk) add(s spot, kind Kind, value any) {
	m := Mutant{Resource: w.r, Path: s.place.String(), Kind: kind, Old: s.value, New: value, place: s.place}
	m.ID = w.r.Stack() + "/" + w.r.Name
	if m.Path != "" {
		m.ID += " " + m.Path
	}
	m.ID += " " + string(kind)
	switch {
	case s.secret && value != nil:
		m.ID += " [secret]"
	case value != nil:
		m.ID += " " + show(value)
	}
	w.ids[m.ID]++
	if n := w.ids[m.ID]; n > 1 {
		m.ID += fmt.Sprintf(" (%d)", n)
	}
	mutated := m.Mutated()
	m.Refused = w.refusals.why(m, mutated)
	if w.res != nil && mutated != nil && len(m.place) == 1 && s.form.outside {
		if id, err := w.res.ID(subscriptionOf(w.r.ID), mutated.Props); err == nil {
			m.id = id
		}
	}
	w.found = append(w.found, m)
}
