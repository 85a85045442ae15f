// Package rp holds the behaviour of Azure's resource providers: what they
// refuse, what they fill in, what a write changes elsewhere, which actions
// they have and how long operations run.
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
	TenantID string
	SubID    string
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
type Behaviour struct {
	Type string
	// Singleton names that always exist with the parent (blobServices/default):
	// created with their parent, DELETE resets them.
	Default string
	// Validate refuses a PUT or PATCH before anything is written.
	Validate func(*Call) *arm.Error
	// Fill sets defaults and read-only properties on c.New.
	Fill func(*Call)
	// After changes other resources in the same transaction.
	After func(*Call) *arm.Error
	// CanDelete refuses a DELETE; AfterDelete changes other resources.
	CanDelete   func(*Call) *arm.Error
	AfterDelete func(*Call) *arm.Error
	// Actions by lower-case last path segment of a POST.
	Actions map[string]func(*Call) (Reply, *arm.Error)
	// Finish runs when a long-running action or write completes.
	Finish                 func(*Call) *arm.Error
	Create, Update, Remove Style
	Takes                  time.Duration
}
