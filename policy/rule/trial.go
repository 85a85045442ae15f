package rule

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Trial judges one graph again and again, each time with something changed. It
// runs only those rules over the graph that may come to something else: those for
// which something that they read of the unchanged graph is not the same any more.
// It is for one goroutine.
type Trial struct {
	set     *Set
	graph   *Graph
	own     map[*Resource]*Resource
	watch   *watcher
	rules   []triedRule
	foreign bool // some resources are only read
	crowded bool // some have one id
	tries   int
}

// triedRule is a rule over a graph, and what it read of the unchanged one.
type triedRule struct {
	set *Set
	reads
}

// Change is one resource of the graph, and what is in its place: a resource with
// another id, other properties or another protection, or nil for nothing.
type Change struct{ Of, To *Resource }

// NewTrial judges the unchanged graph, whose resources stay as they are: the trial
// has copies of its own.
func NewTrial(rules []*Rule, options Options, g *Graph) *Trial {
	t := &Trial{set: NewSet(rules, options), own: make(map[*Resource]*Resource, len(g.Resources)), watch: &watcher{shared: map[any]*sharedAnswer{}, number: make(map[*Resource]int, len(g.Resources))}}
	copies := make([]*Resource, len(g.Resources))
	for i, r := range g.Resources {
		own := *r
		own.watch = t.watch
		copies[i], t.own[r], t.watch.number[&own] = &own, &own, i
		t.foreign = t.foreign || r.External
	}
	t.graph = NewGraph(copies, g.Whole)
	t.graph.watch = t.watch
	ids := map[string]bool{}
	for _, r := range copies {
		t.crowded = t.crowded || r.ID != "" && ids[idKey(r.ID)]
		ids[idKey(r.ID)] = true
	}
	for _, r := range t.set.graph {
		alone := NewSet([]*Rule{r}, options)
		t.rules = append(t.rules, triedRule{alone, t.watch.during(func() { alone.Graph(t.graph) })})
	}
	return t
}

// Violations are what the rules of one resource say of those that are in the place
// of others, and what those over the graph say that may come to something else.
func (t *Trial) Violations(changes ...Change) []Finding {
	a := t.attempt(changes)
	defer a.undo()
	var all []Finding
	for _, c := range a.changes {
		if !c.gone {
			all = append(all, t.set.Resource(c.of).Violations...)
		}
	}
	for i := range t.rules {
		if a.minds(&t.rules[i].reads) {
			all = append(all, t.rules[i].set.Graph(a.graph).Violations...)
		}
	}
	return all
}

// attempt is the graph with something changed. The trial's copies are changed
// themselves, so that what is shared, and not about the changes, holds for it, too.
type attempt struct {
	trial   *Trial
	number  int
	graph   *Graph
	changes []change
	// moved is set when lists and ids of resources change, all when everything may.
	moved, all bool
}

// change is a resource of the trial that is changed, and how it was.
type change struct {
	of         *Resource
	number     int
	was        Resource
	gone       bool
	from, to   string   // idKeys
	properties []string // that are changed
}

func (t *Trial) attempt(changes []Change) *attempt {
	t.tries++
	a := &attempt{trial: t, number: t.tries}
	for _, c := range changes {
		own := t.own[c.Of]
		made := change{of: own, number: t.watch.number[own], was: *own, gone: c.To == nil, from: idKey(own.ID)}
		if !made.gone {
			made.to = idKey(c.To.ID)
			made.properties = changed(own.Props, c.To.Props)
			a.all = a.all || own.Protect != c.To.Protect
			own.ID, own.Protect, own.Props = c.To.ID, c.To.Protect, c.To.Props
		}
		a.moved = a.moved || made.gone || own.ID != made.was.ID
		a.changes = append(a.changes, made)
	}
	a.all = a.all || a.moved && t.foreign
	a.index()
	a.graph.attempt = a
	return a
}

// index makes the graph of the changed resources out of the unchanged one.
func (a *attempt) index() {
	g := a.trial.graph
	a.graph = &Graph{Resources: g.Resources, Whole: g.Whole, byURN: g.byURN, byType: g.byType, byID: g.byID, written: g.written}
	if !a.moved {
		return
	}
	if c := &a.changes[0]; len(a.changes) == 1 && !a.trial.foreign && !a.trial.crowded && (c.to == c.from || g.byID[c.to] == nil) {
		a.graph.move(c)
		return
	}
	lacks := func(r *Resource) bool {
		return slices.ContainsFunc(a.changes, func(c change) bool { return c.gone && c.of == r })
	}
	a.graph = NewGraph(slices.DeleteFunc(slices.Clone(g.Resources), lacks), g.Whole)
}

// move indexes a resource that is gone, or has another id that no other one has.
func (g *Graph) move(c *change) {
	g.byID, g.written = maps.Clone(g.byID), maps.Clone(g.written)
	delete(g.byID, c.from)
	delete(g.written, c.was.ID)
	if c.gone {
		same := func(r *Resource) bool { return r == c.of }
		g.Resources = slices.DeleteFunc(slices.Clone(g.Resources), same)
		g.byURN, g.byType = maps.Clone(g.byURN), maps.Clone(g.byType)
		delete(g.byURN, c.of.URN)
		g.byType[c.of.Type] = slices.DeleteFunc(slices.Clone(g.byType[c.of.Type]), same)
		return
	}
	if c.of.ID != "" {
		g.byID[c.to] = c.of
	}
	if strings.HasPrefix(c.to, inGroup) {
		g.written[c.of.ID] = c.of
	}
}

func (a *attempt) undo() {
	for _, c := range slices.Backward(a.changes) {
		c.of.ID, c.of.Protect, c.of.Props = c.was.ID, c.was.Protect, c.was.Props
	}
}

// changed lists the properties that are not the same.
func changed(before, after map[string]any) (names []string) {
	for name, raw := range before {
		if now, still := after[name]; !still || !sameRaw(raw, now) {
			names = append(names, name)
		}
	}
	for name := range after {
		if _, already := before[name]; !already {
			names = append(names, name)
		}
	}
	return names
}

// minds reports whether something that was read is not the same any more.
func (a *attempt) minds(r *reads) bool {
	if a.all {
		return true
	}
	touched := a.moved
	for i := range a.changes {
		touched = touched || r.touched[a.changes[i].number]
	}
	if !touched {
		return false
	}
	for i := range a.changes {
		if a.changes[i].shows(r) {
			return true
		}
	}
	return slices.ContainsFunc(r.asked, a.differs)
}

// differs reports whether what is shared is not the same any more, and finds it
// again if it may be.
func (a *attempt) differs(s *sharedAnswer) bool {
	if s.attempt == a.number {
		return s.differs
	}
	now, differs := s.answer, false
	if a.minds(&s.reads) {
		now = s.find(a.graph)
		differs = !reflect.DeepEqual(now, s.answer)
	}
	s.attempt, s.now, s.differs = a.number, now, differs
	return differs
}

// ask answers for what is shared. known is false for what the unchanged graph was
// never asked.
func (a *attempt) ask(key any) (answer any, known bool) {
	s := a.trial.watch.shared[key]
	if s == nil {
		return nil, false
	}
	a.differs(s)
	return s.now, true
}

// shows reports whether who read this meets something else.
func (c *change) shows(r *reads) bool {
	if c.gone {
		return r.all || r.types[c.of.Type] || r.urns[c.of.URN] || r.ids[c.from]
	}
	if c.from != c.to && (r.ids[c.from] || r.ids[c.to]) {
		return true
	}
	for what := range r.properties[c.of] {
		if c.alters(what) {
			return true
		}
	}
	return false
}

// alters reports whether what was read of the resource is not the same any more.
func (c *change) alters(what string) bool {
	switch what {
	case everything:
		return len(c.properties) > 0
	case naming:
		return slices.ContainsFunc(c.properties, func(name string) bool { return NamesAny(c.was.Props[name]) || NamesAny(c.of.Props[name]) })
	case ownID:
		return c.was.ID != c.of.ID
	}
	names := strings.Split(what, separator)
	if !slices.Contains(c.properties, names[0]) {
		return false
	}
	before, after := NewValue(c.was.Props).Get(names...), NewValue(c.of.Props).Get(names...)
	return before.secret != after.secret || !sameRaw(before.raw, after.raw)
}
