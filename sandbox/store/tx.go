package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// change names one thing that a transaction wrote: a resource (bucket "") or
// a document.
type change struct{ bucket, key string }

// undo puts back one thing.
type undo struct {
	change
	resource *Resource
	doc      []byte
}

// tx works on the memory directly and keeps what it needs to go back; the
// store's lock keeps others out meanwhile.
type tx struct {
	mem     *memory
	now     func() time.Time
	changed map[change]struct{} // nil: read only
	undos   []undo
}

func (t *tx) Now() time.Time { return t.now() }

func (t *tx) Get(id string) (*Resource, bool) {
	r, ok := t.mem.resources[arm.Key(id)]
	if !ok {
		return nil, false
	}
	return r.Clone(), true
}

func (t *tx) Children(parent, typ string) []*Resource {
	if parent == "" {
		return t.All(typ)
	}
	var out []*Resource
	for _, k := range t.mem.children[arm.Key(parent)] {
		if r := t.mem.resources[k]; typ == "" || strings.EqualFold(r.Type, typ) {
			out = append(out, r.Clone())
		}
	}
	return out
}

func (t *tx) Descendants(id string) []*Resource {
	keys := slices.Clone(t.mem.below(arm.Key(id)))
	slices.SortStableFunc(keys, func(a, b string) int {
		return strings.Count(b, "/") - strings.Count(a, "/")
	})
	out := make([]*Resource, 0, len(keys))
	for _, k := range keys {
		out = append(out, t.mem.resources[k].Clone())
	}
	return out
}

func (t *tx) All(typ string) []*Resource {
	keys := t.mem.byType[strings.ToLower(typ)]
	out := make([]*Resource, 0, len(keys))
	for _, k := range keys {
		out = append(out, t.mem.resources[k].Clone())
	}
	return out
}

func (t *tx) Put(r *Resource) {
	t.mustWrite()
	t.setResource(arm.Key(r.ID), r.Clone())
}

func (t *tx) Delete(id string) {
	t.mustWrite()
	t.setResource(arm.Key(id), nil)
}

func (t *tx) setResource(key string, r *Resource) {
	c := change{key: key}
	t.undos = append(t.undos, undo{change: c, resource: t.mem.set(key, r)})
	t.changed[c] = struct{}{}
}

func (t *tx) Doc(bucket, key string, into any) (bool, error) {
	raw, ok := t.mem.docs[bucket][key]
	if !ok {
		return false, nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return true, fmt.Errorf("read document %s/%s: %w", bucket, key, err)
	}
	return true, nil
}

func (t *tx) PutDoc(bucket, key string, v any) error {
	t.mustWrite()
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store document %s/%s: %w", bucket, key, err)
	}
	t.setDoc(bucket, key, raw)
	return nil
}

func (t *tx) DeleteDoc(bucket, key string) {
	t.mustWrite()
	t.setDoc(bucket, key, nil)
}

func (t *tx) setDoc(bucket, key string, raw []byte) {
	c := change{bucket: bucket, key: key}
	t.undos = append(t.undos, undo{change: c, doc: t.mem.setDoc(bucket, key, raw)})
	t.changed[c] = struct{}{}
}

func (t *tx) Docs(bucket string) []string {
	if len(t.mem.docs[bucket]) == 0 {
		return nil
	}
	out := make([]string, 0, len(t.mem.docs[bucket]))
	for k := range t.mem.docs[bucket] {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (t *tx) rollback() {
	for _, u := range slices.Backward(t.undos) {
		if u.bucket == "" {
			t.mem.set(u.key, u.resource)
		} else {
			t.mem.setDoc(u.bucket, u.key, u.doc)
		}
	}
	t.undos = nil
}

// Changed tells whether a transaction has written anything.
func Changed(t Tx) bool {
	own, ok := t.(*tx)
	return !ok || len(own.changed) > 0
}

// IDOf is the id under which a resource is stored, in the case of its first
// write, without the copy that Get makes.
func IDOf(t Tx, id string) (string, bool) {
	if own, ok := t.(*tx); ok {
		r, ok := own.mem.resources[arm.Key(id)]
		if !ok {
			return "", false
		}
		return r.ID, true
	}
	r, ok := t.Get(id)
	if !ok {
		return "", false
	}
	return r.ID, true
}

// mustWrite catches a mistake in the sandbox's own code.
func (t *tx) mustWrite() {
	if t.changed == nil {
		panic("store: write in a transaction that only reads")
	}
}
