// Package protocol carries Pulumi's provider protocol for the provider
// doubles: it turns gRPC requests into plain Go calls on a [Provider] and
// their results back, ties every call to the engine that made it, and ends a
// plugin process when its engine is gone.
package protocol

import (
	"context"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Provider is what a provider double implements: the operations of Pulumi's
// provider protocol on property maps. Secrets and unknown values arrive as
// such and must be returned as such.
type Provider interface {
	// Configure is called once, before any other operation that needs a cloud.
	Configure(ctx context.Context, config resource.PropertyMap) error
	// Check completes and verifies the inputs of a resource.
	Check(ctx context.Context, req CheckRequest) (CheckResult, error)
	// Diff compares the inputs of a resource as they were and as they are to be.
	Diff(ctx context.Context, req DiffRequest) (DiffResult, error)
	// Create makes the resource, or says what it would look like in a preview.
	Create(ctx context.Context, req CreateRequest) (State, error)
	// Read finds the resource by its id; a State without ID means that it does
	// not exist.
	Read(ctx context.Context, req ReadRequest) (State, error)
	// Update changes the resource in place.
	Update(ctx context.Context, req UpdateRequest) (State, error)
	// Delete removes the resource; one that is gone already is no error.
	Delete(ctx context.Context, req DeleteRequest) error
	// Invoke calls the function with the given token.
	Invoke(ctx context.Context, token string, args resource.PropertyMap) (InvokeResult, error)
}

// Subject names the resource of a request.
type Subject struct {
	URN  resource.URN
	Type string // the token, e.g. azure-native:storage:StorageAccount
	Name string // the logical name
}

// State is a resource as the engine records it.
type State struct {
	ID      string
	Outputs resource.PropertyMap
	Inputs  resource.PropertyMap // only read by the engine after Read
}

// CheckRequest asks to complete and verify inputs.
type CheckRequest struct {
	Subject
	Old        resource.PropertyMap // the last checked inputs; empty for a new resource
	New        resource.PropertyMap
	RandomSeed []byte
}

// CheckResult is the answer to a CheckRequest.
type CheckResult struct {
	Inputs   resource.PropertyMap
	Failures []CheckFailure
}

// CheckFailure says what is wrong with one input.
type CheckFailure struct {
	Property string
	Reason   string
}

// DiffRequest asks what an update would change.
type DiffRequest struct {
	Subject
	ID            string
	OldInputs     resource.PropertyMap
	OldOutputs    resource.PropertyMap
	NewInputs     resource.PropertyMap
	IgnoreChanges []string
}

// ChangeKind is what happens to one property.
type ChangeKind int

// The kinds of changes.
const (
	Added ChangeKind = iota
	Updated
	Deleted
)

// Change is one property's change.
type Change struct {
	Path    resource.PropertyPath
	Kind    ChangeKind
	Replace bool // the change can only be had by replacing the resource
}

// DiffResult is the answer to a DiffRequest. No changes mean that nothing is
// to be done.
type DiffResult struct {
	Changes             []Change
	DeleteBeforeReplace bool
}

// CreateRequest asks for a new resource.
type CreateRequest struct {
	Subject
	Inputs  resource.PropertyMap
	Preview bool
}

// ReadRequest asks for a resource as it is. Inputs and Outputs are what the
// engine last knew; both are empty on import.
type ReadRequest struct {
	Subject
	ID      string
	Inputs  resource.PropertyMap
	Outputs resource.PropertyMap
}

// UpdateRequest asks for a change in place.
type UpdateRequest struct {
	Subject
	ID         string
	OldInputs  resource.PropertyMap
	OldOutputs resource.PropertyMap
	NewInputs  resource.PropertyMap
	Preview    bool
}

// DeleteRequest asks to remove a resource.
type DeleteRequest struct {
	Subject
	ID      string
	Inputs  resource.PropertyMap
	Outputs resource.PropertyMap
}

// InvokeResult is a function's result or what is wrong with its arguments.
type InvokeResult struct {
	Return   resource.PropertyMap
	Failures []CheckFailure
}

// PartialError reports a resource that exists, but whose creation or update
// did not run to its end. The engine records the resource and tries again at
// the next update.
type PartialError struct {
	State   State
	Reasons []string
}

// Error joins the reasons.
func (e *PartialError) Error() string {
	return fmt.Sprintf("%s exists but is not ready: %s", e.State.ID, strings.Join(e.Reasons, "; "))
}
