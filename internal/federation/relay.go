package federation

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// audience is the only one that tokens are handed out for, as Entra wants it
// (https://learn.microsoft.com/entra/workload-id/workload-identity-federation).
const audience = "api://AzureADTokenExchange"

// relayPath is where the endpoint answers.
const relayPath = "/token"

// relay is an endpoint on this machine that hands out federated tokens as GitHub's
// runners do (https://docs.github.com/actions/reference/security/oidc).
type relay struct {
	address, key string
	server       *http.Server
	session      *Session
}

func startRelay(ctx context.Context, s *Session) (*relay, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("endpoint for federated tokens: %w", err)
	}
	r := &relay{address: "http://" + listener.Addr().String() + relayPath, key: rand.Text(), session: s}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	s.ended.Go(func() { _ = r.server.Serve(listener) }) // until it is closed
	return r, nil
}

func (r *relay) close() error { return r.server.Close() }

// ServeHTTP implements [http.Handler].
func (r *relay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	asked := req.URL.Query().Get("audience")
	switch {
	case subtle.ConstantTimeCompare([]byte(req.Header.Get("Authorization")), []byte("Bearer "+r.key)) != 1:
		http.Error(w, "the key is wrong", http.StatusUnauthorized)
		return
	case req.URL.Path != relayPath || req.Method != http.MethodGet:
		http.Error(w, "there is nothing here", http.StatusNotFound)
		return
	case asked != "" && asked != audience:
		http.Error(w, "tokens are handed out for "+audience+" alone", http.StatusForbidden)
		return
	}
	token, err := r.session.current(req.Context())
	if token == "" {
		http.Error(w, fmt.Sprintf("the runner gives no token: %v", err), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]any{"value": token, "count": len(token)})
}
