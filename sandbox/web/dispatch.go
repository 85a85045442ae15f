package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// dispatch serves a prepared request. Cases: an operation's status; what ARM
// itself answers (subscriptions, providers); a POST, which is an action; a path
// that ends in a collection; else one resource.
func (s *Server) dispatch(a *arrived) *arm.Error {
	if id, kind, ok := operationPath(a.path); ok {
		return s.operation(a, id, kind)
	}
	if serve := s.ownPath(a); serve != nil {
		return serve(a)
	}
	if a.r.Method == http.MethodPost {
		return s.action(a)
	}
	if a.path.Rest != "" {
		return s.collection(a)
	}
	return s.resource(a)
}

// known resolves the type's case and checks the api-version.
func (s *Server) known(a *arrived, id arm.ID) (arm.ID, *arm.Error) {
	typ := id.Type()
	if err := s.versioned(a, typ); err != nil {
		if b := s.core.Lookup(typ); b.Type != "" {
			if _, ok := s.o.Schema.Canonical(typ); !ok {
				return id.WithType(b.Type), nil
			}
		}
		return id, err
	}
	if name, ok := s.o.Schema.Canonical(typ); ok {
		id = id.WithType(name)
	}
	return id, nil
}

// versioned checks the api-version. One that Azure may have made since the newest that
// the schema has of the type is served as that; later than today there is none.
func (s *Server) versioned(a *arrived, typ string) *arm.Error {
	_, refused := s.o.Schema.Lookup(typ, a.version)
	if refused == nil {
		return nil
	}
	date, err := time.Parse(time.DateOnly, strings.TrimSuffix(a.version, "-preview"))
	versions := s.o.Schema.Versions(typ)
	if err != nil || date.After(s.o.Now()) || len(versions) == 0 || a.version < versions[0][:len(time.DateOnly)] {
		return refused
	}
	a.version = versions[0]
	return nil
}

// call describes a request on one resource, under the id that is stored if
// there is one already.
func (s *Server) call(a *arrived, tx store.Tx, id arm.ID) *rp.Call {
	c := rp.NewCall(tx, storedCase(tx, id), a.r.Method, a.caller)
	c.Body, c.APIVersion = a.body, a.version
	c.Query = map[string]string{}
	for k, v := range a.r.URL.Query() {
		if len(v) > 0 {
			c.Query[strings.ToLower(k)] = v[0]
		}
	}
	c.TenantID = entra.TenantID
	return c
}

// storedCase writes the id as the resource, or what it lies in, is stored.
func storedCase(tx store.Tx, id arm.ID) arm.ID {
	if known, ok := store.IDOf(tx, id.String()); ok {
		if p, err := arm.ParseID(known); err == nil {
			return p
		}
	}
	parent, ok := store.IDOf(tx, id.Parent())
	if !ok {
		return id
	}
	p, err := arm.ParseID(parent)
	if err != nil {
		return id
	}
	if id.Nested() {
		id.Scope = p.Scope
		id.Names = append(append([]string{}, p.Names...), id.Name())
	} else {
		id.Scope = parent
	}
	id.ResourceGroup = p.ResourceGroup
	return id
}

// resource serves GET, HEAD, PUT, PATCH and DELETE of one resource.
func (s *Server) resource(a *arrived) *arm.Error {
	if len(a.path.Types) == 0 {
		return arm.InvalidRequestURI(a.r.URL.Path)
	}
	id, refused := s.known(a, a.path.ID)
	if refused != nil {
		return refused
	}
	cond := rp.Conditions{Match: a.r.Header.Get("If-Match"), NoneMatch: a.r.Header.Get("If-None-Match")}
	switch a.r.Method {
	case http.MethodGet, http.MethodHead:
		return s.read(a, id, cond.NoneMatch)
	case http.MethodPut:
		return s.change(a, id, func(c *rp.Call) (rp.Outcome, *arm.Error) { return s.core.Put(c, cond) })
	case http.MethodPatch:
		return s.change(a, id, func(c *rp.Call) (rp.Outcome, *arm.Error) { return s.core.Patch(c, cond) })
	case http.MethodDelete:
		return s.change(a, id, func(c *rp.Call) (rp.Outcome, *arm.Error) { return s.core.Delete(c, cond) })
	}
	return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
}

func (s *Server) read(a *arrived, id arm.ID, noneMatch string) *arm.Error {
	var out rp.Outcome
	var refused *arm.Error
	err := s.o.Store.View(func(tx store.Tx) error {
		c := s.call(a, tx, id)
		if refused = s.core.Authorize(c, "read"); refused == nil {
			out, refused = s.core.Get(c)
		}
		return nil
	})
	if err != nil {
		return arm.Internal(err.Error())
	}
	if refused != nil {
		return refused
	}
	a.w.Header().Set("ETag", out.ETag)
	a.w.Header().Set("x-ms-ratelimit-remaining-subscription-reads", "11999")
	switch {
	case a.r.Method == http.MethodHead:
		a.w.WriteHeader(http.StatusNoContent)
	case rp.NoneMatch(noneMatch, out.ETag):
		a.w.WriteHeader(http.StatusNotModified)
	default:
		s.answer(a.w, a.r, out.Status, out.Body)
	}
	return nil
}

// change runs one writing request in a transaction and answers it. What is
// refused changes nothing.
func (s *Server) change(a *arrived, id arm.ID, act func(*rp.Call) (rp.Outcome, *arm.Error)) *arm.Error {
	var out rp.Outcome
	err := s.commit(a.r.Method, id.String(), func(tx store.Tx) error {
		c := s.call(a, tx, id)
		if a.r.Method == http.MethodPost {
			c.Action = a.path.Rest // a right is to an action
		}
		refused := s.core.Authorize(c, verbOf(a.r.Method))
		if refused == nil {
			out, refused = act(c)
		}
		return orNil(refused)
	})
	if err != nil {
		if refused, ok := arm.AsError(err); ok {
			return refused
		}
		s.o.Logger.Error("a write failed", "method", a.r.Method, "id", id.String(), "error", err)
		return arm.Internal(err.Error())
	}
	a.w.Header().Set("x-ms-ratelimit-remaining-subscription-writes", "1199")
	if out.ETag != "" {
		a.w.Header().Set("ETag", out.ETag)
	}
	if out.Operation != nil {
		s.announce(a, out.Operation)
	}
	s.answer(a.w, a.r, out.Status, out.Body)
	return nil
}

// commit runs fn and commits, with the hook around a commit that changes
// something.
func (s *Server) commit(method, id string, fn func(store.Tx) error) error {
	var seq int
	err := s.o.Store.Update(func(tx store.Tx) error {
		if err := fn(tx); err != nil || !store.Changed(tx) {
			return err
		}
		seq = int(s.writes.Add(1))
		s.report(Write{Seq: seq, Method: method, ID: id, Phase: Before})
		return nil
	})
	if err == nil && seq > 0 {
		s.report(Write{Seq: seq, Method: method, ID: id, Phase: After})
	}
	return err
}

// orNil keeps a nil refusal a nil error.
func orNil(e *arm.Error) error {
	if e == nil {
		return nil
	}
	return e
}

func (s *Server) report(w Write) {
	if s.o.Hook != nil {
		s.o.Hook(w)
	}
}

func verbOf(method string) string {
	switch method {
	case http.MethodDelete:
		return "delete"
	case http.MethodPost:
		return "action"
	}
	return "write"
}

// action serves a POST.
func (s *Server) action(a *arrived) *arm.Error {
	id := a.path.ID
	if a.path.Rest == "" {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	if len(id.Types) > 0 {
		var refused *arm.Error
		if id, refused = s.known(a, id); refused != nil {
			return refused
		}
	}
	return s.change(a, id, s.core.Act)
}
