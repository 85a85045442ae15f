package rule

import "sync"

// shared is what has been found out about a graph once, for all rules.
type shared struct {
	mu    sync.Mutex
	found map[any]any
}

// Shared makes a function of a graph find its answer once for each graph, when
// it is first asked: several rules share what it found, and must not change it.
// What it finds has to follow from the graph alone.
func Shared[T any](find func(*Graph) T) func(*Graph) T {
	key := new(func(*Graph) T) // an address of its own
	return func(g *Graph) T { return ask(g, key, find) }
}

// Part makes what a function finds out about something in a graph, such as a
// resource, a part of its own: a [Trial] finds it again only where it may differ.
// Everybody else finds it whenever they ask.
func Part[K comparable, T any](find func(*Graph, K) T) func(*Graph, K) T {
	type part struct {
		own *func(*Graph, K) T
		of  K
	}
	own := new(func(*Graph, K) T)
	return func(g *Graph, of K) T {
		if !g.tried() {
			return find(g, of)
		}
		return ask(g, part{own, of}, func(g *Graph) T { return find(g, of) })
	}
}

// tried reports whether the graph is a trial's.
func (g *Graph) tried() bool { return g.watch != nil || g.attempt != nil }

func ask[T any](g *Graph, key any, find func(*Graph) T) T {
	if g.watch != nil {
		answer, _ := g.watch.ask(g, key, func(g *Graph) any { return find(g) }).(T)
		return answer
	}
	var found any
	known := false
	if g.attempt != nil {
		found, known = g.attempt.ask(key)
	}
	if !known {
		found, known = g.shared.get(key)
	}
	answer, _ := found.(T)
	if !known {
		answer = find(g) // which may ask for something else that is shared
		g.shared.keep(key, answer)
	}
	return answer
}

func (s *shared) get(key any) (answer any, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, known = s.found[key]
	return answer, known
}

func (s *shared) keep(key, answer any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found == nil {
		s.found = map[any]any{}
	}
	s.found[key] = answer
}

// heard is an answer, and what was said on the way to it.
type heard[T any] struct {
	answer T
	said   verdicts
}

// SharedJudged is [Shared] for what says something of resources, too: that is
// said for each rule that asks. The judge that find is given is no rule's, and has
// neither class nor parameters.
func SharedJudged[T any](find func(*Graph, *Judge) T) func(*Graph, *Judge) T {
	shared := Shared(func(g *Graph) *heard[T] { return hear(func(j *Judge) T { return find(g, j) }) })
	return func(g *Graph, j *Judge) T { return shared(g).told(j) }
}

// PartJudged is to [Part] what [SharedJudged] is to [Shared].
func PartJudged[K comparable, T any](find func(*Graph, *Judge, K) T) func(*Graph, *Judge, K) T {
	part := Part(func(g *Graph, of K) *heard[T] { return hear(func(j *Judge) T { return find(g, j, of) }) })
	return func(g *Graph, j *Judge, of K) T {
		if !g.tried() {
			return find(g, &Judge{rule: j.rule, out: j.out}, of)
		}
		return part(g, of).told(j)
	}
}

func hear[T any](find func(*Judge) T) *heard[T] {
	h := &heard[T]{}
	h.answer = find(&Judge{out: &h.said})
	return h
}

// told says as a judge's own what was heard.
func (h *heard[T]) told(j *Judge) T {
	j.repeat(h.said)
	return h.answer
}

// repeat says as the judge's own rule what another judge has said.
func (j *Judge) repeat(said verdicts) {
	for _, f := range said.violations {
		f.Rule = j.rule
		j.out.violations = append(j.out.violations, f)
	}
	for _, f := range said.unknowns {
		f.Rule = j.rule
		j.out.unknowns = append(j.out.unknowns, f)
	}
}
