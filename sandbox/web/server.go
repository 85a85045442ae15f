// Package web is the sandbox's HTTP front: routing, authentication, ARM's
// requests and their answers, TLS and the proxy that stands in for Azure's
// public host names.
//
// # Fidelity
//
// Modelled: ARM's verbs on resources, groups, subscriptions and providers, its
// error bodies, request ids, pages, operation URLs and their headers.
// Simplified: the rate headers never fall, all regions offer everything.
// Refused: a path, verb, type, api-version or filter that is not known, with
// ARM's error; nothing is ignored in silence, but for query parameters that
// ask for more detail ($expand) or less ($select).
package web

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/schema"
	"github.com/tandem-platform/tandem/sandbox/store"
	"github.com/tandem-platform/tandem/sandbox/transit"
)

// Azure's public hosts that the sandbox answers for behind its proxy.
var (
	loginHosts = []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}
	graphHosts = []string{"graph.microsoft.com"}
	armHosts   = []string{"management.azure.com", "management.core.windows.net"}
)

// Phase tells when a [Write] is reported.
type Phase int

// The phases: before the commit, and after it but before the answer.
const (
	Before Phase = iota
	After
)

// Write is one request that changes the state.
type Write struct {
	Seq    int
	Method string
	ID     string
	Phase  Phase
}

// Options are what a server works with.
type Options struct {
	Store     *store.Store
	Authority *entra.Authority
	Registry  *rp.Registry
	Schema    *schema.Set
	Transit   *transit.Service
	Logger    *slog.Logger
	// Now is the clock by which an api-version lies in the future.
	Now func() time.Time
	// Hook is called before and after each committing write.
	Hook func(Write)
	// Seen is called for each request that was answered.
	Seen func(Request)
}

// Request is one request in the history.
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

// Server is the front of one sandbox.
type Server struct {
	o        Options
	core     *rp.Core
	requests atomic.Int64
	writes   atomic.Int64
}

// New is a server over a store that holds the sandbox's state.
func New(o Options) *Server {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	sh := &shapes{set: o.Schema}
	s := &Server{o: o, core: &rp.Core{Registry: o.Registry, Schema: sh}}
	o.Authority.CommitBy(s.commit)
	return s
}

// ServeHTTP routes by host, for Azure's public names, else by path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := &recorder{ResponseWriter: w, status: http.StatusOK}
	s.identify(rec, r)
	s.route(rec, r)
	seen := Request{Seq: int(s.requests.Add(1)), Method: r.Method, Host: r.Host, Path: r.URL.Path,
		Query: r.URL.RawQuery, Status: rec.status, Code: rec.code, Agent: r.UserAgent()}
	s.o.Logger.Debug("request", "seq", seen.Seq, "method", seen.Method, "path", seen.Path, "status", seen.Status, "code", seen.Code)
	if s.o.Seen != nil {
		s.o.Seen(seen)
	}
}

func (s *Server) route(w *recorder, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	path := r.URL.Path
	switch {
	case oneOf(host, loginHosts):
		s.o.Authority.Login(w, r)
	case oneOf(host, graphHosts):
		s.o.Authority.Graph(w, r)
	case path == "/metadata/endpoints":
		entra.Metadata(w, r)
	case oneOf(host, armHosts):
		s.arm(w, r)
	case strings.HasPrefix(path, "/v1.0/"), strings.HasPrefix(path, "/beta/"):
		s.o.Authority.Graph(w, r)
	case strings.HasPrefix(path, transit.Prefix):
		s.o.Transit.ServeHTTP(w, r)
	case entra.IsLogin(path):
		s.o.Authority.Login(w, r)
	default:
		s.arm(w, r)
	}
}

func oneOf(s string, list []string) bool {
	for _, e := range list {
		if strings.EqualFold(s, e) {
			return true
		}
	}
	return false
}

// identify gives the answer the ids by which Azure's requests are traced.
func (s *Server) identify(w *recorder, r *http.Request) {
	id := uuid.NewString()
	correlation := r.Header.Get("x-ms-correlation-request-id")
	if correlation == "" {
		correlation = id
	}
	h := w.Header()
	h.Set("x-ms-request-id", id)
	h.Set("x-ms-correlation-request-id", correlation)
	h.Set("Cache-Control", "no-cache")
	if client := r.Header.Get("x-ms-client-request-id"); client != "" && strings.EqualFold(r.Header.Get("x-ms-return-client-request-id"), "true") {
		h.Set("x-ms-client-request-id", client)
	} else if client := r.Header.Get("client-request-id"); client != "" {
		h.Set("client-request-id", client)
	}
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status int
	code   string
}

// WriteHeader implements [http.ResponseWriter].
func (w *recorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// answer writes a JSON document.
func (s *Server) answer(w *recorder, r *http.Request, status int, body any) {
	if body == nil || r.Method == http.MethodHead {
		w.WriteHeader(status)
		return
	}
	raw, err := json.Marshal(body)
	if err != nil {
		s.refuse(w, r, arm.Internal("encode the answer: "+err.Error()))
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	if _, err := w.Write(raw); err != nil {
		s.o.Logger.Debug("the client went away", "path", r.URL.Path, "error", err)
	}
}

// refuse writes an ARM error.
func (s *Server) refuse(w *recorder, r *http.Request, e *arm.Error) {
	w.code = e.Code
	w.Header().Set("x-ms-failure-cause", "gateway")
	if e.RetryAfterSeconds > 0 {
		setRetryAfter(w.Header(), e.RetryAfterSeconds)
	}
	if e.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer authorization_uri="https://`+r.Host+"/"+entra.TenantID+
			`", error="invalid_token", error_description="`+e.Message+`"`)
	}
	s.answer(w, r, e.Status, map[string]any{"error": e})
}
