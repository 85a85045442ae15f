// Package store is the sandbox's state: resources by ARM id, plus small
// documents (long-running operations, soft-deleted things, Entra objects).
//
// All of it is held in memory and, when the store has a file, written to one
// bbolt file, transaction by transaction, before a transaction is
// acknowledged. A process killed at any moment leaves the last acknowledged
// transaction. The file is not synced to the disk: power loss is out of scope.
//
// Values are copied in and out; lists are sorted by id.
package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

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

// Clone is a deep copy; numbers become float64 and slices []any, as in JSON.
func (r *Resource) Clone() *Resource {
	c := *r
	c.Body = CopyMap(r.Body)
	c.Hidden = CopyMap(r.Hidden)
	return &c
}

// Tx is a transaction: a consistent view, and writes that become visible and
// durable together at commit. Values are copied in and out. Lists are sorted by id.
type Tx interface {
	Get(id string) (*Resource, bool)
	// Children lists direct children of parent with the given full type
	// ("" = any); parent "" lists everything of that type. What stands at the
	// top of a resource group is a child of the group.
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

// What [Open] refuses, for errors.Is. The file is left as it is.
var (
	ErrCorrupt = errors.New("the state file is damaged")
	ErrForeign = errors.New("the file is no sandbox state")
	ErrNewer   = errors.New("the state file was written by a newer version")
	ErrLocked  = errors.New("the state file is in use by another process")
)

// Options are the settings of a store; the zero value is fine.
type Options struct {
	// Now is the clock; nil is the machine's.
	Now func() time.Time
}

// Store is the state, in memory only or with a file behind it.
type Store struct {
	mu   sync.RWMutex
	mem  *memory
	file *file // nil: memory only
	now  func() time.Time
}

// Open opens the state file, makes one where there is none, or, when the path
// is empty, starts with an empty state in memory.
func Open(path string, o Options) (*Store, error) {
	s := &Store{mem: newMemory(), now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if path == "" {
		return s, nil
	}
	f, err := openFile(path, s.mem)
	if err != nil {
		return nil, err
	}
	s.file = f
	return s, nil
}

// View runs fn on a consistent view. fn must not write.
func (s *Store) View(fn func(Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fn(&tx{mem: s.mem, now: s.now})
}

// Update runs fn and commits what it wrote; when fn or the commit fails,
// nothing has changed.
func (s *Store) Update(fn func(Tx) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &tx{mem: s.mem, now: s.now, changed: map[change]struct{}{}}
	committed := false
	defer func() {
		if !committed {
			t.rollback()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if s.file != nil && len(t.changed) > 0 {
		if err := s.file.write(s.mem, t.changed); err != nil {
			return err
		}
	}
	committed = true
	return nil
}

// Clear forgets all resources, and all documents outside the buckets that are
// kept.
func (s *Store) Clear(keep ...string) error {
	return s.Update(func(t Tx) error {
		own := t.(*tx)
		for _, key := range slices.Clone(s.mem.keys) {
			own.setResource(key, nil)
		}
		for bucket, docs := range s.mem.docs {
			if slices.Contains(keep, bucket) {
				continue
			}
			for key := range docs {
				own.setDoc(bucket, key, nil)
			}
		}
		return nil
	})
}

// Types counts the resources of each type.
func (s *Store) Types() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := map[string]int{}
	for _, r := range s.mem.resources {
		out[r.Type]++
	}
	return out
}

// IDs lists the ids of all resources, sorted.
func (s *Store) IDs() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ids := make([]string, 0, len(s.mem.resources))
	for _, r := range s.mem.resources {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return ids
}

// CopyTo writes a consistent copy of the state to a new file, while the store
// is in use. An existing file at path is replaced.
func (s *Store) CopyTo(path string) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := writeWhole(path, s.mem, true); err != nil {
		return fmt.Errorf("copy state to %s: %w", path, err)
	}
	return nil
}

// Close releases the file. The store must not be used afterwards.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	err := s.file.close()
	s.file = nil
	return err
}
