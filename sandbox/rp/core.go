package rp

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Schema is what the core asks about the shape of bodies. Every type comes in
// ARM's case and with an api-version that the schema has.
type Schema interface {
	// Check refuses a body that does not fit type, version and name, and
	// returns it without its read-only properties.
	Check(typ, version, name string, body map[string]any) (map[string]any, *arm.Error)
	// ReadOnly is the read-only part of a document.
	ReadOnly(typ, version, name string, body map[string]any) map[string]any
	// Withhold splits a document into what is shown and the write-only values
	// by dotted path.
	Withhold(typ, version, name string, body map[string]any) (visible, hidden map[string]any)
	// InGroups tells whether resources of the type lie in resource groups only.
	InGroups(typ, version string) bool
	// Has tells whether documents of the type have the property at a dotted path.
	Has(typ, version, name, path string) bool
}

// Core does what is the same for all types.
type Core struct {
	*Registry
	Schema Schema
}

// Conditions are a request's If-Match and If-None-Match headers.
type Conditions struct{ Match, NoneMatch string }

// Outcome is what a request comes to: a status, a body, and the operation
// that goes on when it is not done yet.
type Outcome struct {
	Status    int
	Body      any
	ETag      string
	Operation *Operation
}

// exists is the stored resource, or the error that tells what is missing.
func (k *Core) exists(c *Call) (*store.Resource, *arm.Error) {
	if r, ok := c.Tx.Get(c.ID); ok {
		return r, nil
	}
	if find := k.Lookup(c.Type).Find; find != nil {
		if r, ok := find(c); ok {
			return r, nil
		}
	}
	id, err := arm.ParseID(c.ID)
	if err != nil {
		return nil, arm.InvalidRequestURI(c.ID)
	}
	if id.Type() == arm.TypeResourceGroup {
		return nil, arm.ResourceGroupNotFound(id.Name())
	}
	if e := groupExists(c, id); e != nil {
		return nil, e
	}
	if orphan(c, id) {
		return nil, arm.ParentResourceNotFound(id)
	}
	if missing := k.Lookup(c.Type).Missing; missing != nil {
		return nil, missing(c)
	}
	return nil, arm.ResourceNotFound(id)
}

// orphan tells whether what an id lies in is not there. Regions are no resources.
func orphan(c *Call, id arm.ID) bool {
	if !id.Nested() || strings.EqualFold(id.Types[0], "locations") {
		return false
	}
	_, ok := c.Tx.Get(id.Parent())
	return !ok
}

func groupExists(c *Call, id arm.ID) *arm.Error {
	if id.ResourceGroup == "" {
		return nil
	}
	g, ok := c.Tx.Get(id.GroupID())
	if !ok {
		return arm.ResourceGroupNotFound(id.ResourceGroup)
	}
	c.Group = g
	return nil
}

// holdersExist demands what a new resource must lie in: the group, not on its
// way out, and the parent.
func (k *Core) holdersExist(c *Call, id arm.ID) *arm.Error {
	if c.Type == arm.TypeResourceGroup {
		if c.Old != nil && text(c.Old.Body, "properties.provisioningState") == stateDeleting {
			return arm.ResourceGroupBeingDeleted(id.ResourceGroup)
		}
		return nil
	}
	if e := groupExists(c, id); e != nil {
		return e
	}
	if c.Group != nil && text(c.Group.Body, "properties.provisioningState") == stateDeleting {
		return arm.ResourceGroupBeingDeleted(id.ResourceGroup)
	}
	parent, err := arm.ParseID(id.Parent())
	if err != nil || parent.Type() == arm.TypeSubscription || parent.Type() == arm.TypeResourceGroup {
		return nil
	}
	if _, ok := c.Tx.Get(id.Parent()); ok {
		return nil
	}
	if id.Nested() {
		return arm.ParentResourceNotFound(id)
	}
	return arm.ResourceNotFound(parent)
}

// met checks the request's conditions against what is stored.
func (w Conditions) met(c *Call) *arm.Error {
	if w.NoneMatch != "" && c.Old != nil && (w.NoneMatch == "*" || sameTag(w.NoneMatch, c.Old.ETag)) {
		return arm.PreconditionFailed(c.ID, "If-None-Match", w.NoneMatch)
	}
	if w.Match == "" {
		return nil
	}
	if c.Old == nil || (w.Match != "*" && !sameTag(w.Match, c.Old.ETag)) {
		return arm.PreconditionFailed(c.ID, "If-Match", w.Match)
	}
	return nil
}

// NoneMatch tells whether a GET's If-None-Match says that the client has this
// version already.
func NoneMatch(header, etag string) bool { return header != "" && sameTag(header, etag) }

// sameTag looks for a tag in a header, which may list several.
func sameTag(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if strings.Trim(one, `"`) == strings.Trim(tag, `"`) {
			return true
		}
	}
	return false
}

// Get is a GET of one resource.
func (k *Core) Get(c *Call) (Outcome, *arm.Error) {
	if e := k.allow(c); e != nil {
		return Outcome{}, e
	}
	r, e := k.exists(c)
	if e != nil {
		return Outcome{}, e
	}
	return Outcome{Status: 200, Body: k.shown(c, r), ETag: r.ETag}, nil
}

func (k *Core) allow(c *Call) *arm.Error {
	if allow := k.Lookup(c.Type).Allow; allow != nil {
		return allow(c)
	}
	return nil
}

// shown is the document as clients see it.
func (k *Core) shown(c *Call, r *store.Resource) map[string]any {
	read := k.Lookup(r.Type).Read
	if read == nil {
		return r.Body
	}
	sub := k.callFor(c, r)
	sub.New = r // r is a copy already: transactions hand out nothing else
	read(sub)
	return r.Body
}

// callFor is a call about another resource on behalf of the same caller.
func (k *Core) callFor(c *Call, r *store.Resource) *Call {
	return &Call{Tx: c.Tx, ID: r.ID, Type: r.Type, Name: r.Name, Parent: parentOf(r.ID), Group: c.Group,
		Caller: c.Caller, Query: c.Query, Method: c.Method, Action: c.Action,
		TenantID: c.TenantID, SubID: c.SubID, APIVersion: r.APIVersion}
}

// parentOf is the id of the parent resource, "" at top level.
func parentOf(id string) string {
	p, err := arm.ParseID(id)
	if err != nil || !p.Nested() && !p.Extension() {
		return ""
	}
	return p.Parent()
}

// NewCall describes a request on one resource.
func NewCall(tx store.Tx, id arm.ID, method string, caller Caller) *Call {
	c := &Call{Tx: tx, ID: id.String(), Type: id.Type(), Name: id.Name(), Parent: parentOf(id.String()),
		Caller: caller, Method: method, TenantID: caller.TenantID, SubID: id.Subscription}
	if g, ok := tx.Get(id.GroupID()); ok && id.ResourceGroup != "" {
		c.Group = g
	}
	return c
}

func newETag() string { return fmt.Sprintf("\"%016x\"", rand.Uint64()) }

// stamp gives a resource that is about to be stored its tag and times.
func stamp(c *Call, r *store.Resource, hasETag bool) {
	now := c.Tx.Now().UTC()
	if r.Created.IsZero() {
		r.Created = now
	}
	r.Changed = now
	r.ETag = newETag()
	if hasETag {
		r.Body["etag"] = r.ETag
	}
}
