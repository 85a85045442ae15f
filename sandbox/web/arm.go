package web

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

var armAudiences = []string{entra.AudienceCore, entra.AudienceManagement}

// maxBody is ARM's limit for a request body.
const maxBody = 4 << 20

// jsonTypes are the media types that say that a body is JSON.
var jsonTypes = []string{"application/json", "text/json", "application/merge-patch+json"}

// arrived is an ARM request after authentication and parsing.
type arrived struct {
	w       *recorder
	r       *http.Request
	path    arm.Path
	caller  rp.Caller
	version string
	body    map[string]any
}

// arm serves Azure Resource Manager.
func (s *Server) arm(w *recorder, r *http.Request) {
	// Clients that know nothing but where ARM is take its address for its audience.
	audiences := append(slices.Clone(armAudiences), "https://"+r.Host)
	claims, refused := s.o.Authority.Verify(r.Header.Get("Authorization"), audiences)
	if refused != nil {
		s.refuse(w, r, refused)
		return
	}
	a := &arrived{w: w, r: r, version: queryParam(r, "api-version"),
		caller: rp.Caller{ObjectID: claims.ObjectID, AppID: claims.AppID, TenantID: claims.TenantID}}
	if refused := s.prepare(a); refused != nil {
		s.refuse(w, r, refused)
		return
	}
	if err := s.settle(); err != nil {
		s.refuse(w, r, arm.Internal(err.Error()))
		return
	}
	if refused := s.dispatch(a); refused != nil {
		s.refuse(w, r, refused)
	}
}

// oneSlash writes one slash for several, as Azure reads a path: az puts two where a
// resource has no parent.
func oneSlash(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// prepare parses path and body.
func (s *Server) prepare(a *arrived) *arm.Error {
	path, err := arm.ParsePath(oneSlash(a.r.URL.Path))
	if err != nil {
		return arm.InvalidRequestURI(a.r.URL.Path)
	}
	a.path = path
	if a.version == "" {
		return arm.MissingAPIVersion()
	}
	if path.Subscription != "" {
		if _, err := uuid.Parse(path.Subscription); err != nil {
			return arm.InvalidSubscriptionID(path.Subscription)
		}
		if !strings.EqualFold(path.Subscription, entra.SubscriptionID) {
			return arm.SubscriptionNotFound(path.Subscription)
		}
	}
	return readBody(a, s.core.Lookup(path.ID.Type()).Bodyless)
}

// readBody parses the body; bodyless is a type that is written without one.
func readBody(a *arrived, bodyless bool) *arm.Error {
	switch a.r.Method {
	case http.MethodPut, http.MethodPatch, http.MethodPost:
	default:
		return nil
	}
	raw, err := io.ReadAll(io.LimitReader(a.r.Body, maxBody+1))
	switch {
	case err != nil:
		return arm.InvalidRequestContent(err.Error())
	case len(raw) > maxBody:
		return arm.RequestContentTooLarge()
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		if bodyless || a.r.Method == http.MethodPost {
			return nil
		}
		return arm.InvalidRequestContent("the body is empty")
	}
	if kind := a.r.Header.Get("Content-Type"); kind != "" {
		if t, _, err := mime.ParseMediaType(kind); err != nil || !oneOf(t, jsonTypes) {
			return arm.UnsupportedMediaType(kind)
		}
	}
	if err := json.Unmarshal(raw, &a.body); err != nil || a.body == nil {
		detail := "the body is not a JSON object"
		if err != nil {
			detail = err.Error()
		}
		return arm.InvalidRequestContent(detail)
	}
	return nil
}

// settle ends operations whose time has come.
func (s *Server) settle() error {
	due := false
	if err := s.o.Store.View(func(tx store.Tx) error { due = rp.Due(tx); return nil }); err != nil || !due {
		return err
	}
	return s.o.Store.Update(func(tx store.Tx) error { return s.core.Settle(tx, entra.TenantID) })
}

// queryParam reads a query parameter; ARM ignores the case of their names.
func queryParam(r *http.Request, name string) string {
	q := r.URL.Query()
	if v := q.Get(name); v != "" {
		return v
	}
	for k, v := range q {
		if strings.EqualFold(k, name) && len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// setRetryAfter states a wait in both headers that clients read.
func setRetryAfter(h http.Header, seconds int) {
	h.Set("Retry-After", strconv.Itoa(seconds))
}

// setPollAfter asks for the next poll soon of clients that know retry-after-ms.
func setPollAfter(h http.Header, wait time.Duration) {
	h.Set("retry-after-ms", strconv.FormatInt(max(wait.Milliseconds(), 5), 10))
	h.Set("Retry-After", "1")
}
