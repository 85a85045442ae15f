package rp

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// leaf returns the last segment of an id.
func leaf(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// up returns the id of what holds the resource.
func up(id string) string {
	p, err := arm.ParseID(id)
	if err != nil {
		return ""
	}
	return p.Parent()
}

// typeOf returns the full ARM type that an id names, "" when it is no id.
func typeOf(id string) string {
	p, err := arm.ParseID(id)
	if err != nil {
		return ""
	}
	return p.Type()
}

// groupOf returns the name of the resource group in an id.
func groupOf(id string) string {
	p, err := arm.ParseID(id)
	if err != nil {
		return ""
	}
	return p.ResourceGroup
}

// digest returns n hexadecimal digits that depend on nothing but the parts.
func digest(n int, parts ...string) string {
	sum := sha1.Sum([]byte(strings.ToLower(strings.Join(parts, "\x00"))))
	return hex.EncodeToString(sum[:])[:n]
}

// guidOf returns a GUID that depends on nothing but the parts.
func guidOf(parts ...string) string {
	h := []byte(digest(32, parts...))
	h[12] = '5'
	h[16] = "89ab"[h[16]&3]
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// freshGUID returns a GUID for something that comes into being now: the same
// id deleted and created again gets another one.
func freshGUID(c *Call, parts ...string) string {
	return guidOf(append(parts, c.ID, c.Tx.Now().String())...)
}

// fresh is freshGUID for keep.
func fresh(c *Call, parts ...string) func() any {
	return func() any { return freshGUID(c, parts...) }
}

// find returns the resource at id if it exists and has one of the types.
func find(tx store.Tx, id string, types ...string) (*store.Resource, bool) {
	if id == "" {
		return nil, false
	}
	r, ok := tx.Get(id)
	if !ok {
		return nil, false
	}
	if len(types) == 0 {
		return r, true
	}
	for _, t := range types {
		if strings.EqualFold(t, typeOf(id)) {
			return r, true
		}
	}
	return nil, false
}

// named returns another resource of the type that has the name, wherever it
// lies: names that are host names are unique in the world.
func named(c *Call, typ, name string) (*store.Resource, bool) {
	for _, r := range c.Tx.All(typ) {
		if strings.EqualFold(r.Name, name) && !arm.SameID(r.ID, c.ID) {
			return r, true
		}
	}
	return nil, false
}

// derive stores a resource that Azure itself creates or changes as a
// consequence of the call.
func derive(c *Call, id, location string, properties object) *store.Resource {
	r, ok := c.Tx.Get(id)
	if !ok {
		r = &store.Resource{ID: id, Type: typeOf(id), Name: leaf(id)}
	}
	body := object{"id": id, "name": leaf(id), "type": typeOf(id), "properties": properties}
	if location != "" {
		body["location"] = location
	}
	r.Body, r.Location, r.APIVersion = body, location, apiVersion(c)
	return touch(c, r)
}

// touch stores a changed resource with a new etag.
func touch(c *Call, r *store.Resource) *store.Resource {
	_, shows := r.Body["etag"]
	stamp(c, r, shows)
	c.Tx.Put(r)
	return r
}

func apiVersion(c *Call) string {
	switch {
	case c.New != nil && c.New.APIVersion != "":
		return c.New.APIVersion
	case c.Old != nil:
		return c.Old.APIVersion
	}
	return ""
}

// deleteTree deletes a resource with all that lies below it.
func deleteTree(c *Call, id string) {
	for _, r := range c.Tx.Descendants(id) {
		c.Tx.Delete(r.ID)
	}
	c.Tx.Delete(id)
}

// checks runs refusals in order and returns the first that refuses.
func checks(steps ...func(*Call) *arm.Error) func(*Call) *arm.Error {
	return func(c *Call) *arm.Error {
		for _, step := range steps {
			if err := step(c); err != nil {
				return err
			}
		}
		return nil
	}
}
