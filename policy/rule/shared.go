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
	return func(g *Graph) T {
		g.shared.mu.Lock()
		answer, known := g.shared.found[key].(T)
		g.shared.mu.Unlock()
		if known {
			return answer
		}
		answer = find(g) // which may ask for something else that is shared
		g.shared.mu.Lock()
		defer g.shared.mu.Unlock()
		if g.shared.found == nil {
			g.shared.found = map[any]any{}
		}
		g.shared.found[key] = answer
		return answer
	}
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
	shared := Shared(func(g *Graph) *heard[T] {
		h := &heard[T]{}
		h.answer = find(g, &Judge{out: &h.said})
		return h
	})
	return func(g *Graph, j *Judge) T {
		h := shared(g)
		j.repeat(h.said)
		return h.answer
	}
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
