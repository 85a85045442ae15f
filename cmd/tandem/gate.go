package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/tandem-platform/tandem/ops/system"
)

// gateVariable tells the program where to ask whether a web app is healthy, between
// the settings of the one stamp and those of the other.
const gateVariable = "TANDEM_HEALTH_GATE"

// gate lets the program have the judgement by which stamps take turns.
type gate struct {
	server *http.Server
	url    string
	// restarts is set while a stack is deployed whose changes restart web apps; else
	// there is nothing to wait for.
	restarts atomic.Bool
}

// openGate serves the judgement on loopback, under a path that nobody else knows. When
// the context ends, nobody waits any more.
func openGate(ctx context.Context, layout system.Layout, wait func(ctx context.Context, stamp string) error) (*gate, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("health gate: %w", err)
	}
	path := "/" + rand.Text()
	g := &gate{url: "http://" + listener.Addr().String() + path}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) {
		stamp := ""
		for _, s := range layout.Stamps {
			if strings.EqualFold(s.App, r.FormValue("app")) {
				stamp = s.Stamp
			}
		}
		if stamp == "" {
			http.Error(rw, "it is the web app of no stamp: "+r.FormValue("app"), http.StatusNotFound)
			return
		}
		if g.restarts.Load() {
			if err := wait(r.Context(), stamp); err != nil {
				http.Error(rw, err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		rw.WriteHeader(http.StatusNoContent)
	})
	g.server = &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = g.server.Serve(listener) }() // until close
	return g, nil
}

func (g *gate) close() error {
	if g == nil {
		return nil
	}
	return g.server.Close()
}

// deploys takes note of what is about to be deployed.
func (g *gate) deploys(c *system.Change) { g.restarts.Store(restartsApps(c)) }

// restartsApps reports whether a change writes settings of web apps: Azure restarts
// an app whose settings are written
// (https://learn.microsoft.com/azure/app-service/configure-common#configure-app-settings).
func restartsApps(c *system.Change) bool {
	for _, s := range c.Steps {
		name := s.Type[strings.LastIndex(s.Type, ":")+1:]
		if strings.HasPrefix(s.Type, "azure-native:web") && strings.HasPrefix(name, "WebApp") {
			return true
		}
	}
	return false
}
