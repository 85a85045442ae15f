package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/tandem-platform/tandem/sandbox/control"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/schema"
	"github.com/tandem-platform/tandem/sandbox/store"
	"github.com/tandem-platform/tandem/sandbox/transit"
	"github.com/tandem-platform/tandem/sandbox/web"
)

// Why a state file is refused, for errors.Is. The file is left as it is.
var (
	ErrStateCorrupt = store.ErrCorrupt
	ErrStateForeign = store.ErrForeign
	ErrStateNewer   = store.ErrNewer
	ErrStateLocked  = store.ErrLocked
)

// Write is one request that changes the state, as [Options.Hook] sees it.
type Write = web.Write

// Phase tells when a [Write] is reported.
type Phase = web.Phase

// The phases of a [Write].
const (
	Before = web.Before
	After  = web.After
)

// The sandbox's fixed identities.
const (
	SubscriptionID = entra.SubscriptionID
	TenantID       = entra.TenantID
	ClientID       = entra.ClientID
	ObjectID       = entra.ObjectID
)

// Options are the settings of a sandbox; the zero value is a sandbox in
// memory on ports of the system's choice.
type Options struct {
	// StatePath is the state file; "" keeps the state in memory.
	StatePath string
	// Listen is the address of the HTTPS listener; "" is a free port on 127.0.0.1.
	Listen string
	// ProxyListen is the address of the CONNECT proxy; "" means none.
	ProxyListen string
	// Logger gets one debug record for each request; nil discards them.
	Logger *slog.Logger
	// Hook is called before and after each committing write, with the store
	// locked before the commit. Tests end processes in it. A hook that panics
	// with [http.ErrAbortHandler] before the commit keeps the write from being
	// made, and its request from being answered.
	Hook func(Write)
	// Now is the clock; nil is the machine's.
	Now func() time.Time
}

// Sandbox is a running local Azure.
type Sandbox struct {
	options   Options
	store     *store.Store
	authority *entra.Authority
	transit   *transit.Service
	ca        *web.CA
	bundle    *bundle
	endpoint  string // host:port of the HTTPS listener
	identity  string // host:port of the managed identity endpoint
	proxy     string // host:port of the CONNECT proxy, "" without one
	// management is host:port of the control port.
	management string
	history    control.History
	servers    []*http.Server
	running    sync.WaitGroup
	closing    sync.Once
	closed     error
}

// Start opens the state and serves until Close, or until ctx ends.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	st, err := store.Open(o.StatePath, store.Options{Now: o.Now})
	if err != nil {
		return nil, err
	}
	s := &Sandbox{options: o, store: st}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	context.AfterFunc(ctx, func() { _ = s.Close() }) // who ends the context asks for no error
	return s, nil
}

func (s *Sandbox) start() error {
	types, err := schema.Load()
	if err != nil {
		return err
	}
	if s.authority, err = entra.New(s.store, s.options.Now); err != nil {
		return err
	}
	if s.transit, err = transit.New(s.store); err != nil {
		return err
	}
	if s.ca, err = web.LoadCA(s.store); err != nil {
		return err
	}
	if s.bundle, err = writeBundle(s.options.StatePath, s.ca.PEM()); err != nil {
		return err
	}
	front := web.New(web.Options{Store: s.store, Authority: s.authority, Registry: rp.New(), Schema: types, Transit: s.transit,
		Logger: s.options.Logger, Now: s.options.Now, Hook: s.options.Hook,
		Seen: func(r web.Request) { s.history.Add(control.Request(r)) }})
	return s.listen(front)
}

// listen opens all ports before it serves on any.
func (s *Sandbox) listen(front http.Handler) error {
	main, err := bind(s.options.Listen)
	if err != nil {
		return err
	}
	s.endpoint = main.Addr().String()
	tlsServer := s.server(front)
	tlsServer.TLSConfig = s.ca.TLS()
	s.serve(func() error { return tlsServer.ServeTLS(main, "", "") })

	identity, err := bind("127.0.0.1:0")
	if err != nil {
		return err
	}
	s.identity = identity.Addr().String()
	identityServer := s.server(http.HandlerFunc(s.authority.ManagedIdentity))
	s.serve(func() error { return identityServer.Serve(identity) })

	management, err := bind("127.0.0.1:0")
	if err != nil {
		return err
	}
	s.management = management.Addr().String()
	managementServer := s.server(control.New(control.Options{History: &s.history, Reset: s.Reset, Facts: s.facts, Copy: s.CopyState}))
	s.serve(func() error { return managementServer.Serve(management) })

	if s.options.ProxyListen == "" {
		return nil
	}
	proxy, err := bind(s.options.ProxyListen)
	if err != nil {
		return err
	}
	s.proxy = proxy.Addr().String()
	handler, accepted := web.NewProxy(proxy.Addr())
	proxyServer := s.server(handler)
	s.serve(func() error { return tlsServer.ServeTLS(accepted, "", "") })
	s.serve(func() error { return proxyServer.Serve(proxy) })
	return nil
}

func bind(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w: choose another port or end what uses it", address, err)
	}
	return l, nil
}

func (s *Sandbox) server(h http.Handler) *http.Server {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 30 * time.Second,
		ErrorLog: slog.NewLogLogger(s.options.Logger.Handler(), slog.LevelDebug)}
	s.servers = append(s.servers, srv)
	return srv
}

func (s *Sandbox) serve(run func() error) {
	s.running.Go(func() {
		if err := run(); err != nil && !web.Closed(err) {
			s.options.Logger.Error("a listener of the sandbox ended", "error", err)
		}
	})
}

// Reset forgets all resources and directory objects. Keys, secret and
// certificate authority stay, so that clients need not be set up again.
func (s *Sandbox) Reset() error {
	return s.store.Clear(entra.BucketSecrets, transit.Bucket, web.BucketCA)
}

// Resources lists the ids of all ARM resources, sorted.
func (s *Sandbox) Resources() []string { return s.store.IDs() }

func (s *Sandbox) facts() (control.Facts, error) {
	return control.Facts{Path: s.options.StatePath, Resources: s.store.Types()}, nil
}

// CopyState writes a consistent copy of the state to a file, while the
// sandbox runs.
func (s *Sandbox) CopyState(path string) error { return s.store.CopyTo(path) }

// Close ends the sandbox. The state stays, unless it was in memory.
func (s *Sandbox) Close() error {
	s.closing.Do(func() {
		var errs []error
		for _, srv := range s.servers {
			errs = append(errs, srv.Close())
		}
		s.running.Wait()
		errs = append(errs, s.store.Close())
		if s.bundle != nil {
			errs = append(errs, s.bundle.remove())
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}
