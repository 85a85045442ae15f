package store

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// memory is the state with its indices. Stored resources are never changed in
// place, only replaced.
type memory struct {
	resources map[string]*Resource
	keys      []string            // of all resources, sorted
	byType    map[string][]string // lower-case type -> sorted keys
	children  map[string][]string // key of the parent -> sorted keys
	docs      map[string]map[string][]byte
}

func newMemory() *memory {
	return &memory{
		resources: map[string]*Resource{},
		byType:    map[string][]string{},
		children:  map[string][]string{},
		docs:      map[string]map[string][]byte{},
	}
}

// parentKey is the key of what holds the resource.
func parentKey(key string) string {
	id, err := arm.ParseID(key)
	if err != nil {
		return ""
	}
	return arm.Key(id.Parent())
}

// set stores r under its key, nil removes it, and returns what was there.
func (m *memory) set(key string, r *Resource) *Resource {
	old := m.resources[key]
	switch {
	case r == nil && old == nil:
		return nil
	case r == nil:
		delete(m.resources, key)
		m.keys = without(m.keys, key)
		m.unindex(key, old)
	case old == nil:
		m.resources[key] = r
		m.keys = with(m.keys, key)
		m.index(key, r)
	default:
		m.resources[key] = r
		if !strings.EqualFold(old.Type, r.Type) {
			m.unindex(key, old)
			m.index(key, r)
		}
	}
	return old
}

func (m *memory) index(key string, r *Resource) {
	t, p := strings.ToLower(r.Type), parentKey(key)
	m.byType[t] = with(m.byType[t], key)
	m.children[p] = with(m.children[p], key)
}

func (m *memory) unindex(key string, r *Resource) {
	t, p := strings.ToLower(r.Type), parentKey(key)
	m.byType[t] = without(m.byType[t], key)
	m.children[p] = without(m.children[p], key)
	if len(m.byType[t]) == 0 {
		delete(m.byType, t)
	}
	if len(m.children[p]) == 0 {
		delete(m.children, p)
	}
}

// below are the keys that lie below key.
func (m *memory) below(key string) []string {
	prefix := key + "/"
	from, _ := slices.BinarySearch(m.keys, prefix)
	to := from
	for to < len(m.keys) && strings.HasPrefix(m.keys[to], prefix) {
		to++
	}
	return m.keys[from:to]
}

// setDoc stores a document, nil removes it, and returns what was there.
func (m *memory) setDoc(bucket, key string, raw []byte) []byte {
	b := m.docs[bucket]
	old := b[key]
	if raw == nil {
		delete(b, key)
		if len(b) == 0 {
			delete(m.docs, bucket)
		}
		return old
	}
	if b == nil {
		b = map[string][]byte{}
		m.docs[bucket] = b
	}
	b[key] = raw
	return old
}

func with(keys []string, key string) []string {
	i, found := slices.BinarySearch(keys, key)
	if found {
		return keys
	}
	return slices.Insert(keys, i, key)
}

func without(keys []string, key string) []string {
	i, found := slices.BinarySearch(keys, key)
	if !found {
		return keys
	}
	return slices.Delete(keys, i, i+1)
}
