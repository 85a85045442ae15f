// Package store is the sandbox's state: resources by ARM id, plus small
// documents (long-running operations, soft-deleted things, Entra objects).
package store

import "time"

// Resource is one stored ARM resource.
type Resource struct {
	// ID as the client wrote it; keys are compared case-insensitively.
	ID         string
	Type       string // Microsoft.Sql/servers/databases
	Name       string
	Location   string
	APIVersion string // of the last write
	// Body is the ARM document as GET returns it (id, name, type, location,
	// tags, sku, kind, identity, properties...), read-only properties included.
	Body map[string]any
	// Hidden holds write-only values and internal facts that GET never shows.
	Hidden  map[string]any
	ETag    string
	Created time.Time
	Changed time.Time
}

// Tx is a transaction: a consistent view, and writes that become visible and
// durable together at commit. Values are copied in and out. Lists are sorted by id.
type Tx interface {
	Get(id string) (*Resource, bool)
	// Children lists direct children of parent with the given full type
	// ("" = any); parent "" lists everything of that type.
	Children(parent, typ string) []*Resource
	// Descendants lists all below the id (nested and extension resources), deepest first.
	Descendants(id string) []*Resource
	// All lists all resources of a type.
	All(typ string) []*Resource
	Put(r *Resource)
	Delete(id string)

	// Doc, PutDoc, DeleteDoc, Docs handle small JSON documents in named buckets.
	Doc(bucket, key string, into any) (bool, error)
	PutDoc(bucket, key string, v any) error
	DeleteDoc(bucket, key string)
	Docs(bucket string) []string

	Now() time.Time
}
