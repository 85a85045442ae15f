package rp

import (
	"slices"
	"strings"
	"time"
)

// Registry finds the behaviour of a type. Types without one are stored as
// their schema says and nothing more.
type Registry struct {
	behaviours map[string]*Behaviour
	defaults   map[string][]*Behaviour // by the parent's type
}

// plain is the behaviour of types that have none.
var plain Behaviour

// New is the registry of everything that this package knows.
func New() *Registry { return NewRegistry(catalog()...) }

// NewRegistry is a registry of the given behaviours.
func NewRegistry(behaviours ...Behaviour) *Registry {
	r := &Registry{behaviours: map[string]*Behaviour{}, defaults: map[string][]*Behaviour{}}
	for i := range behaviours {
		b := &behaviours[i]
		r.behaviours[strings.ToLower(b.Type)] = b
		if b.Default != "" {
			parent := strings.ToLower(b.Type[:strings.LastIndexByte(b.Type, '/')])
			r.defaults[parent] = append(r.defaults[parent], b)
		}
	}
	return r
}

// Lookup is the behaviour of a type; it is never nil.
func (r *Registry) Lookup(typ string) *Behaviour {
	if b, ok := r.behaviours[strings.ToLower(typ)]; ok {
		return b
	}
	return &plain
}

// Types lists the types that have a behaviour, sorted.
func (r *Registry) Types() []string {
	var out []string
	for _, b := range r.behaviours {
		out = append(out, b.Type)
	}
	slices.Sort(out)
	return out
}

// The sandbox's operations run a hundred times as fast as those of Azure that
// Behaviour.Takes states, within bounds that keep clients polling and waits short.
const (
	timeScale    = 100
	shortestTime = 10 * time.Millisecond
	longestTime  = 60 * time.Millisecond
)

func scaled(takes time.Duration) time.Duration {
	return min(max(takes/timeScale, shortestTime), longestTime)
}
