package rp

import (
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Call is one request as a behaviour sees it.
type Call struct {
	Tx       store.Tx
	ID       string            // full ARM id of the resource
	Type     string            // full ARM type
	Name     string            // last segment
	Parent   string            // id of the parent resource, "" at top level
	Group    *store.Resource   // the resource group, nil outside groups
	Caller   Caller            // who asks
	Old      *store.Resource   // nil on create
	New      *store.Resource   // the resource to be written (PUT, PATCH); fill Body and Hidden
	Body     map[string]any    // the request's body as sent (PUT, PATCH, POST)
	Query    map[string]string // query parameters
	Method   string
	Action   string // last segment of a POST action
	Cascade  bool   // DELETE: an ancestor is being deleted, this one with it
	TenantID string
	SubID    string
	// APIVersion is the request's.
	APIVersion string
}

// Caller is the authenticated principal.
type Caller struct{ ObjectID, AppID, TenantID string }

// Reply is what an action answers: Status 200 with Body, or a long-running
// operation when Async is set.
type Reply struct {
	Status int
	Body   any
	Async  bool
}

// Style tells how a long-running operation is announced.
type Style int

// The styles.
const (
	Sync           Style = iota
	AsyncHeader          // Azure-AsyncOperation (and Location)
	LocationHeader       // Location only
)

// Behaviour is what one ARM type does beyond storing a valid body.
// Nil functions mean nothing special.
//
// The core (put.go, remove.go, ...) has already done what is the same for all
// types before a function here is called: authentication, api-version, schema,
// resource group, parent, location, locks and preconditions.
type Behaviour struct {
	// Type is the full ARM type, in ARM's case. A behaviour whose Type is a
	// namespace alone (Microsoft.Storage) holds actions that belong to no
	// resource: POST /subscriptions/S/providers/Microsoft.Storage/checkNameAvailability.
	Type string
	// The one name of a type that always exists with the parent
	// (blobServices/default), with which it is created.
	Default string
	// Find finds a resource that exists although nobody stored it (built-in
	// roles); it is asked when the store has none.
	Find func(*Call) (*store.Resource, bool)
	// Missing is the error for a resource that is not there, for types whose
	// provider has one of its own; nil is ResourceNotFound.
	Missing func(*Call) *arm.Error
	// Bodyless types are created by a PUT without a body.
	Bodyless bool
	// Allow is asked before anything else on every verb, for resources that
	// exist or not, and refuses verbs that this type or name lacks
	// (GET of config/appsettings).
	Allow func(*Call) *arm.Error
	// Patch replaces the merge that a PATCH is otherwise: it returns the document that
	// is to be stored.
	Patch func(*Call) (map[string]any, *arm.Error)
	// Validate refuses a PUT or PATCH before anything is written. c.New.Body
	// is the merged document that will be stored.
	Validate func(*Call) *arm.Error
	// Fill sets defaults and read-only properties on c.New. On updates the
	// read-only properties of c.Old that c.New lacks have been carried over.
	Fill func(*Call)
	// After changes other resources in the same transaction. c.New is stored
	// already; change it by c.Tx.Put(c.New).
	After func(*Call) *arm.Error
	// Read works on what GET and LIST are about to show: c.New is a copy of
	// the stored resource, changes are shown and not stored.
	Read func(*Call)
	// List replaces the generic listing of a collection; c.ID is the
	// collection's path, c.Parent what it hangs on.
	List func(*Call) ([]*store.Resource, *arm.Error)
	// Single answers a listing with the one document that List returns
	// (GET of config/authsettingsV2/list).
	Single bool
	// CanDelete refuses a DELETE; AfterDelete changes other resources. Both
	// also run for each descendant that a cascade takes along (c.Cascade).
	CanDelete   func(*Call) *arm.Error
	AfterDelete func(*Call) *arm.Error
	// Actions by lower-case last path segment of a POST. c.Old is the resource.
	Actions map[string]func(*Call) (Reply, *arm.Error)
	// Finish runs when a long-running action or write completes. c.Action
	// names the action, c.New is a copy of the resource as it is then and is
	// stored afterwards.
	Finish                 func(*Call) *arm.Error
	Create, Update, Remove Style
	Takes                  time.Duration
}
