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
