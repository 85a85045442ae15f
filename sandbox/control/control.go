// Package control is the sandbox's management port: what no Azure has and
// tests need. It listens on a port of its own, over plain HTTP, and knows
//
//	GET  /history        the last requests, oldest first (?after=SEQ)
//	GET  /state          where the state lies and what is in it
//	GET  /snapshot       a copy of the state file
//	POST /reset          forget all resources and directory objects
package control

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// Request is one request that the sandbox answered.
type Request struct {
	Seq    int    `json:"seq"`
	Method string `json:"method"`
	Host   string `json:"host"`
	Path   string `json:"path"`
	Query  string `json:"query,omitempty"`
	Status int    `json:"status"`
	Code   string `json:"code,omitempty"`
	Agent  string `json:"agent,omitempty"`
}

// kept is how many requests the history holds.
const kept = 10_000

// History is the last requests.
type History struct {
	mu   sync.Mutex
	ring []Request
	next int
}

// Add appends a request.
func (h *History) Add(r Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.ring) < kept {
		h.ring = append(h.ring, r)
		return
	}
	h.ring[h.next] = r
	h.next = (h.next + 1) % kept
}

// After lists the requests with a higher number, oldest first.
func (h *History) After(seq int) []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := []Request{}
	for i := range h.ring {
		if r := h.ring[(h.next+i)%len(h.ring)]; r.Seq > seq {
			out = append(out, r)
		}
	}
	return out
}

// Facts are what GET /state answers.
type Facts struct {
	Path      string         `json:"path"` // "" in memory
	Resources map[string]int `json:"resources"`
}

// Options are what the port reaches.
type Options struct {
	History *History
	Facts   func() (Facts, error)
	Reset   func() error
	// Copy writes a consistent copy of the state to a new file.
	Copy func(path string) error
}

// New is the port's handler.
func New(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /history", func(w http.ResponseWriter, r *http.Request) {
		after, err := strconv.Atoi(r.URL.Query().Get("after"))
		if err != nil && r.URL.Query().Has("after") {
			http.Error(w, "after must be a request's number", http.StatusBadRequest)
			return
		}
		write(w, map[string]any{"version": 1, "requests": o.History.After(after)})
	})
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		facts, err := o.Facts()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		write(w, facts)
	})
	mux.HandleFunc("GET /snapshot", func(w http.ResponseWriter, r *http.Request) { snapshot(w, r, o.Copy) })
	mux.HandleFunc("POST /reset", func(w http.ResponseWriter, _ *http.Request) {
		if err := o.Reset(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// snapshot answers with a copy of the state file.
func snapshot(w http.ResponseWriter, r *http.Request, copyTo func(string) error) {
	dir, err := os.MkdirTemp("", "sandbox-snapshot-")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left in the temporary folder harms nobody
	path := filepath.Join(dir, "state.db")
	if err := copyTo(path); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.ServeFile(w, r, path)
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(raw) // a client that went away is no error of the server
}
