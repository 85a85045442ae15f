package web

import (
	"strings"
	"sync"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/schema"
)

// shapes lets the core ask the schema. Types that only have a behaviour
// (Microsoft.KeyVault/locations/deletedVaults) take any body and any api-version.
type shapes struct {
	set *schema.Set
	has sync.Map // type@version/name/path -> bool
}

var _ rp.Schema = (*shapes)(nil)

func (s *shapes) find(typ, version string) *schema.Type {
	t, err := s.set.Lookup(typ, version)
	if err != nil {
		return nil
	}
	return t
}

// Check implements [rp.Schema].
func (s *shapes) Check(typ, version, name string, body map[string]any) (map[string]any, *arm.Error) {
	t := s.find(typ, version)
	if t == nil {
		return body, nil
	}
	if faults := t.Validate(body, schema.Options{Name: name}); len(faults) > 0 {
		return nil, schema.Refusal(typ, faults)
	}
	return t.StripReadOnly(body, name), nil
}

// ReadOnly implements [rp.Schema].
func (s *shapes) ReadOnly(typ, version, name string, body map[string]any) map[string]any {
	t := s.find(typ, version)
	if t == nil {
		return nil
	}
	return subtract(body, t.StripReadOnly(body, name))
}

// subtract is what is left of doc without part.
func subtract(doc, part map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range doc {
		in, present := part[key]
		if !present {
			out[key] = v
			continue
		}
		sub, ok := v.(map[string]any)
		inner, also := in.(map[string]any)
		if ok && also {
			if rest := subtract(sub, inner); len(rest) > 0 {
				out[key] = rest
			}
		}
	}
	return out
}

// Withhold implements [rp.Schema].
func (s *shapes) Withhold(typ, version, name string, body map[string]any) (visible, hidden map[string]any) {
	t := s.find(typ, version)
	if t == nil {
		return body, nil
	}
	return t.WithholdWriteOnly(body, name)
}

// InGroups implements [rp.Schema].
func (s *shapes) InGroups(typ, version string) bool {
	const resourceGroup = 8
	t := s.find(typ, version)
	return t != nil && t.Scope == resourceGroup
}

// Has implements [rp.Schema].
func (s *shapes) Has(typ, version, name, path string) bool {
	key := typ + "@" + version + "/" + name + "/" + path
	if known, ok := s.has.Load(key); ok {
		return known.(bool)
	}
	found := s.probe(typ, version, name, path)
	s.has.Store(key, found)
	return found
}

// probe finds a property by how the schema treats it: it is taken without a
// complaint where a name that nobody uses is not. Maps and documents that are
// read-only as a whole take any name, and so have none.
func (s *shapes) probe(typ, version, name, path string) bool {
	t := s.find(typ, version)
	return t != nil && knows(t, name, path) && !knows(t, name, path+"Unheard")
}

func knows(t *schema.Type, name, path string) bool {
	body := map[string]any{}
	at := body
	parts := strings.Split(path, ".")
	for _, p := range parts[:len(parts)-1] {
		next := map[string]any{}
		at[p] = next
		at = next
	}
	at[parts[len(parts)-1]] = "probe"
	for _, v := range t.Validate(body, schema.Options{Name: name, Partial: true}) {
		if v.Kind == schema.UnknownProperty {
			return false
		}
	}
	return true
}
