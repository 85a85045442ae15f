package rp

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Provisioning states of resources and states of operations.
const (
	stateCreating  = "Creating"
	stateUpdating  = "Updating"
	stateDeleting  = "Deleting"
	stateSucceeded = "Succeeded"
	stateFailed    = "Failed"
	stateRunning   = "InProgress"
)

// kind is what an operation does to its target.
type kind string

const (
	kindWrite  kind = "write"
	kindDelete kind = "delete"
	kindAction kind = "action"
)

// Document buckets: operations that run, and all operations.
const (
	bucketPending    = "operations-pending"
	bucketOperations = "operations"
	bucketBusy       = "operations-by-target"
)

// Operation is a long-running operation. It ends when its time has come, at
// the first request of any kind after that.
type Operation struct {
	ID         string     `json:"id"`
	Kind       kind       `json:"kind"`
	Style      Style      `json:"style"`
	Target     string     `json:"target"`
	Type       string     `json:"type"`
	Action     string     `json:"action,omitempty"`
	Location   string     `json:"location"`
	SubID      string     `json:"subscription"`
	Caller     Caller     `json:"caller"`
	APIVersion string     `json:"apiVersion"`
	Status     string     `json:"status"`
	Error      *arm.Error `json:"error,omitempty"`
	Body       any        `json:"body,omitempty"`
	Started    time.Time  `json:"started"`
	Due        time.Time  `json:"due"`
	Ended      time.Time  `json:"ended"`
}

// Done tells whether the operation has ended.
func (o *Operation) Done() bool { return o.Status != stateRunning }

// Document is what an operation's status URL answers.
func (o *Operation) Document(url string) map[string]any {
	doc := map[string]any{
		"id": url, "name": o.ID, "status": o.Status,
		"startTime": o.Started.UTC().Format(time.RFC3339Nano),
	}
	if o.Done() {
		doc["endTime"] = o.Ended.UTC().Format(time.RFC3339Nano)
		doc["percentComplete"] = 100.0
	}
	if o.Error != nil {
		doc["error"] = o.Error
	}
	if o.Status == stateSucceeded && o.Kind == kindAction && o.Body != nil {
		doc["properties"] = o.Body
	}
	return doc
}

// begin records an operation on c's resource.
func begin(c *Call, style Style, what kind, takes time.Duration) (*Operation, *arm.Error) {
	now := c.Tx.Now()
	location := "global"
	for _, r := range []*store.Resource{c.New, c.Old, c.Group} {
		if r != nil && r.Location != "" {
			location = r.Location
			break
		}
	}
	op := &Operation{ID: uuid.NewString(), Kind: what, Style: style, Target: c.ID, Type: c.Type, Action: c.Action,
		Location: location, SubID: c.SubID, Caller: c.Caller, APIVersion: c.APIVersion,
		Status: stateRunning, Started: now, Due: now.Add(scaled(takes))}
	if err := saveOperation(c.Tx, op); err != nil {
		return nil, arm.Internal(err.Error())
	}
	return op, nil
}

func saveOperation(tx store.Tx, op *Operation) error {
	key := arm.Key(op.Target)
	if op.Done() {
		tx.DeleteDoc(bucketPending, op.ID)
		tx.DeleteDoc(bucketBusy, key)
	} else {
		if err := tx.PutDoc(bucketPending, op.ID, op.Due); err != nil {
			return err
		}
		if err := tx.PutDoc(bucketBusy, key, op.ID); err != nil {
			return err
		}
	}
	return tx.PutDoc(bucketOperations, op.ID, op)
}

// busy refuses a write while an operation runs on the same resource.
func busy(c *Call) *arm.Error {
	var id string
	running, err := c.Tx.Doc(bucketBusy, arm.Key(c.ID), &id)
	if err != nil {
		return arm.Internal(err.Error())
	}
	if running {
		return arm.AnotherOperation(c.ID, id)
	}
	return nil
}

// FindOperation reads an operation.
func FindOperation(tx store.Tx, id string) (*Operation, bool, error) {
	var op Operation
	ok, err := tx.Doc(bucketOperations, id, &op)
	return &op, ok, err
}

// Due tells whether an operation's time has come.
func Due(tx store.Tx) bool {
	for _, id := range tx.Docs(bucketPending) {
		var due time.Time
		if ok, err := tx.Doc(bucketPending, id, &due); ok && (err != nil || !tx.Now().Before(due)) {
			return true
		}
	}
	return false
}

// Settle ends the operations whose time has come.
func (k *Core) Settle(tx store.Tx, tenant string) error {
	for _, id := range tx.Docs(bucketPending) {
		op, ok, err := FindOperation(tx, id)
		if err != nil {
			return err
		}
		if !ok || tx.Now().Before(op.Due) {
			continue
		}
		if err := k.finish(tx, op, tenant); err != nil {
			return fmt.Errorf("finish operation %s on %s: %w", op.ID, op.Target, err)
		}
	}
	return forgetOld(tx)
}

// remembered is how many operations are kept; beyond that the older half of
// those that have ended is forgotten.
const remembered = 512

func forgetOld(tx store.Tx) error {
	ids := tx.Docs(bucketOperations)
	if len(ids) <= remembered {
		return nil
	}
	var ended []*Operation
	for _, id := range ids {
		op, _, err := FindOperation(tx, id)
		if err != nil {
			return err
		}
		if op.Done() {
			ended = append(ended, op)
		}
	}
	slices.SortFunc(ended, func(a, b *Operation) int { return a.Ended.Compare(b.Ended) })
	for _, op := range ended[:len(ended)/2] {
		tx.DeleteDoc(bucketOperations, op.ID)
	}
	return nil
}

// finish ends one operation: a deletion deletes, a write reaches its final
// state, an action takes effect.
func (k *Core) finish(tx store.Tx, op *Operation, tenant string) error {
	op.Status, op.Ended = stateSucceeded, tx.Now()
	r, ok := tx.Get(op.Target)
	if ok {
		c := k.operationCall(tx, op, r, tenant)
		if e := k.conclude(c, op); e != nil {
			op.Status, op.Error = stateFailed, e
		}
	}
	return saveOperation(tx, op)
}

func (k *Core) operationCall(tx store.Tx, op *Operation, r *store.Resource, tenant string) *Call {
	c := k.callFor(&Call{Tx: tx, Caller: op.Caller, Action: op.Action, TenantID: tenant, SubID: op.SubID}, r)
	c.Old, c.APIVersion = r, op.APIVersion
	if id, err := arm.ParseID(r.ID); err == nil && id.ResourceGroup != "" {
		c.Group, _ = tx.Get(id.GroupID())
	}
	return c
}

func (k *Core) conclude(c *Call, op *Operation) *arm.Error {
	if op.Kind == kindDelete {
		return k.deleteNow(c)
	}
	c.New = c.Old.Clone()
	var refused *arm.Error
	if finish := k.Lookup(c.Type).Finish; finish != nil {
		refused = finish(c)
	}
	if now, ok := c.Tx.Get(c.ID); ok && refused != nil {
		c.New = now
	}
	if at(c.New.Body, "properties.provisioningState") != nil {
		state := stateSucceeded
		if refused != nil {
			state = stateFailed
		}
		set(c.New.Body, "properties.provisioningState", state)
	}
	_, hasETag := c.New.Body["etag"]
	stamp(c, c.New, hasETag)
	c.Tx.Put(c.New)
	if op.Kind == kindWrite {
		op.Body = nil
	}
	return refused
}

// Result is what the Location URL of an ended operation answers: the resource
// that was written, the reply of the action, nothing after a deletion.
func (k *Core) Result(tx store.Tx, op *Operation, tenant string) (Outcome, *arm.Error) {
	switch {
	case op.Error != nil:
		return Outcome{}, op.Error
	case op.Kind == kindWrite || op.Kind == kindAction && op.Body == nil:
		r, ok := tx.Get(op.Target)
		switch {
		case !ok && op.Kind == kindAction: // the action took the resource away, as a purge does
			return Outcome{Status: 204}, nil
		case !ok:
			return Outcome{}, arm.NotFoundAt(op.Target)
		}
		return Outcome{Status: 200, Body: k.shown(k.operationCall(tx, op, r, tenant), r), ETag: r.ETag}, nil
	case op.Kind == kindAction:
		return Outcome{Status: 200, Body: op.Body}, nil
	}
	return Outcome{Status: 200}, nil
}

// jsonBody is a reply's body as it is kept with the operation.
func jsonBody(v any) (any, *arm.Error) {
	if v == nil {
		return nil, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, arm.Internal(err.Error())
	}
	return json.RawMessage(raw), nil
}
