package rig

import (
	"sync"

	"github.com/tandem-platform/tandem/sandbox"
)

// Watch is a hook whose function is exchanged while a sandbox serves. The zero
// Watch sees nothing.
type Watch struct {
	mu   sync.Mutex
	seen func(sandbox.Write)
}

// Hook is what to serve a sandbox with.
func (w *Watch) Hook(write sandbox.Write) {
	w.mu.Lock()
	seen := w.seen
	w.mu.Unlock()
	if seen != nil {
		seen(write)
	}
}

// Set has a function see every write from now on; nil ends that.
func (w *Watch) Set(seen func(sandbox.Write)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = seen
}
