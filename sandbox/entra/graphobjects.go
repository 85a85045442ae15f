package entra

import (
	"errors"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// object is a directory object as Graph shows it. Names that begin with $ are
// the sandbox's own and are never shown.
type object map[string]any

func (o object) id() string { return o.text("id") }

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

// texts is a list of strings.
func (o object) texts(name string) []string {
	list, _ := o[name].([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// shown is the object without what is the sandbox's own.
func (o object) shown() object {
	out := object{}
	for k, v := range o {
		if !strings.HasPrefix(k, "$") {
			out[k] = v
		}
	}
	return out
}

// Document buckets of the directory.
func bucketOf(kind string) string { return "graph-" + kind }

const bucketDeleted = "graph-deleted"

func everyObject(tx store.Tx, kind string) ([]object, error) {
	var out []object
	for _, key := range tx.Docs(bucketOf(kind)) {
		var o object
		if _, err := tx.Doc(bucketOf(kind), key, &o); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	if kind == "servicePrincipals" {
		out = append(out, builtInPrincipals(tx)...)
	}
	return out, nil
}

func findObject(tx store.Tx, k *kind, id string) (object, *graphError) {
	var o object
	ok, err := tx.Doc(bucketOf(k.name), strings.ToLower(id), &o)
	if err != nil {
		return nil, broken(err)
	}
	if ok {
		return o, nil
	}
	if k.name == "servicePrincipals" {
		for _, p := range builtInPrincipals(tx) {
			if strings.EqualFold(p.id(), id) {
				return p, nil
			}
		}
	}
	return nil, graphNotFound(id)
}

func broken(err error) *graphError {
	return &graphError{status: 500, code: "InternalServerError", message: err.Error()}
}

func save(tx store.Tx, k *kind, o object) *graphError {
	if err := tx.PutDoc(bucketOf(k.name), strings.ToLower(o.id()), o); err != nil {
		return broken(err)
	}
	return nil
}

// collection serves GET and POST of a collection.
func (c *graphCall) collection(k *kind) (graphReply, *graphError) {
	switch c.method {
	case http.MethodGet:
		all, err := everyObject(c.tx, k.name)
		if err != nil {
			return graphReply{}, broken(err)
		}
		return c.list(k.name, all)
	case http.MethodPost:
		return c.create(k)
	}
	return graphReply{}, graphMethod(c.method)
}

func (c *graphCall) create(k *kind) (graphReply, *graphError) {
	o, links, fault := k.accept(c, c.body, true)
	if fault != nil {
		return graphReply{}, fault
	}
	for _, name := range k.required {
		if v, ok := o[name]; !ok || v == nil || v == "" {
			return graphReply{}, missingValue(name, k.singular)
		}
	}
	o["id"] = uuid.NewString()
	o["createdDateTime"] = c.tx.Now().UTC().Format(time.RFC3339)
	complete(o, store.CopyMap(k.defaults))
	if k.create != nil {
		if fault := k.create(c, o); fault != nil {
			return graphReply{}, fault
		}
	}
	if fault := c.link(k, o, links); fault != nil {
		return graphReply{}, fault
	}
	if fault := save(c.tx, k, o); fault != nil {
		return graphReply{}, fault
	}
	return graphReply{status: http.StatusCreated, body: c.entity(k.name, o)}, nil
}

// complete sets what an object lacks, inside of objects, too.
func complete(o, defaults map[string]any) {
	for name, v := range defaults {
		have, ok := o[name]
		if !ok {
			o[name] = v
			continue
		}
		inner, isObject := have.(map[string]any)
		sub, also := v.(map[string]any)
		if isObject && also {
			complete(inner, sub)
		}
	}
}

// entity is one object with its context.
func (c *graphCall) entity(kind string, o object) object {
	out := o.shown()
	out["@odata.context"] = c.base + "/$metadata#" + kind + "/$entity"
	return out
}

// single serves GET, PATCH and DELETE of one object.
func (c *graphCall) single(k *kind, id string) (graphReply, *graphError) {
	o, fault := findObject(c.tx, k, id)
	if fault != nil {
		return graphReply{}, fault
	}
	switch c.method {
	case http.MethodGet:
		picked, fault := c.pick(o.shown())
		if fault != nil {
			return graphReply{}, fault
		}
		return graphReply{status: http.StatusOK, body: c.entity(k.name, picked)}, nil
	case http.MethodPatch:
		return c.update(k, o)
	case http.MethodDelete:
		if o["$builtIn"] == true {
			return graphReply{}, insufficientPrivileges()
		}
		return graphReply{status: http.StatusNoContent}, k.delete(c, o)
	}
	return graphReply{}, graphMethod(c.method)
}

func (c *graphCall) update(k *kind, o object) (graphReply, *graphError) {
	if o["$builtIn"] == true {
		return graphReply{}, insufficientPrivileges()
	}
	changed, _, fault := k.accept(c, c.body, false)
	if fault != nil {
		return graphReply{}, fault
	}
	for name, v := range changed {
		was, isObject := o[name].(map[string]any)
		now, alsoObject := v.(map[string]any)
		if isObject && alsoObject {
			maps.Copy(was, now)
			continue
		}
		o[name] = v
	}
	if k.change != nil {
		if fault := k.change(c, o); fault != nil {
			return graphReply{}, fault
		}
	}
	return graphReply{status: http.StatusNoContent}, save(c.tx, k, o)
}

// delete removes an object with what belongs to it. Applications stay among
// the deleted items, where they have their owners still.
func (k *kind) delete(c *graphCall, o object) *graphError {
	if k.remove != nil {
		if fault := k.remove(c, o); fault != nil {
			return fault
		}
	}
	if k.keepsDeleted {
		o["deletedDateTime"] = c.tx.Now().UTC().Format(time.RFC3339)
		o["$kind"] = k.name
		if err := c.tx.PutDoc(bucketDeleted, strings.ToLower(o.id()), o); err != nil {
			return broken(err)
		}
	}
	owners, err := linked(c.tx, o.id(), "owners")
	if err != nil {
		return broken(err)
	}
	c.tx.DeleteDoc(bucketOf(k.name), strings.ToLower(o.id()))
	if fault := c.forget(o.id()); fault != nil || !k.keepsDeleted {
		return fault
	}
	return c.setLinks(o.id(), "owners", owners)
}

// deletedKind begins the collection of the deleted objects of one kind.
// Source: https://learn.microsoft.com/graph/api/directory-deleteditems-list.
const deletedKind = "microsoft.graph."

// deletedItems serves /directory/deletedItems/{id}: GET, DELETE and POST
// .../restore; and GET of the collection of a kind.
func (c *graphCall) deletedItems() (graphReply, *graphError) {
	if len(c.segs) < 3 || c.segs[1] != "deletedItems" {
		return graphReply{}, graphNoSegment(last(c.segs))
	}
	if singular, ok := strings.CutPrefix(c.segs[2], deletedKind); ok {
		return c.deletedOf(singular)
	}
	key := strings.ToLower(c.segs[2])
	var o object
	ok, err := c.tx.Doc(bucketDeleted, key, &o)
	switch {
	case err != nil:
		return graphReply{}, broken(err)
	case !ok:
		return graphReply{}, graphNotFound(c.segs[2])
	case c.method == http.MethodGet && len(c.segs) == 3:
		return graphReply{status: http.StatusOK, body: c.entity("directoryObjects", o)}, nil
	case c.method == http.MethodDelete && len(c.segs) == 3:
		c.tx.DeleteDoc(bucketDeleted, key)
		return graphReply{status: http.StatusNoContent}, c.forget(o.id())
	case c.method == http.MethodPost && len(c.segs) == 4 && c.segs[3] == "restore":
		k := kinds[o.text("$kind")]
		delete(o, "$kind")
		o["deletedDateTime"] = nil
		c.tx.DeleteDoc(bucketDeleted, key)
		return graphReply{status: http.StatusOK, body: c.entity(k.name, o)}, save(c.tx, k, o)
	}
	return graphReply{}, graphMethod(c.method)
}

// deletedOf lists the deleted objects of a kind.
func (c *graphCall) deletedOf(singular string) (graphReply, *graphError) {
	var found []object
	for _, k := range kinds {
		if !strings.EqualFold(k.singular, singular) {
			continue
		}
		if c.method != http.MethodGet || len(c.segs) > 3 {
			return graphReply{}, graphMethod(c.method)
		}
		for _, key := range c.tx.Docs(bucketDeleted) {
			var o object
			if _, err := c.tx.Doc(bucketDeleted, key, &o); err != nil {
				return graphReply{}, broken(err)
			}
			if o.text("$kind") == k.name {
				found = append(found, o)
			}
		}
		return c.list(k.name, found)
	}
	return graphReply{}, graphNoSegment(deletedKind + singular)
}

// directoryObjects serves /directoryObjects/{id} and getByIds.
func (c *graphCall) directoryObjects() (graphReply, *graphError) {
	switch {
	case len(c.segs) == 2 && c.segs[1] == "getByIds" && c.method == http.MethodPost:
		var found []object
		for _, id := range object(c.body).texts("ids") {
			if o, _, err := anyObject(c.tx, id); err == nil {
				found = append(found, o)
			}
		}
		return c.list("directoryObjects", found)
	case len(c.segs) == 2 && c.method == http.MethodGet:
		o, _, err := anyObject(c.tx, c.segs[1])
		if err != nil {
			return graphReply{}, err
		}
		return graphReply{status: http.StatusOK, body: c.entity("directoryObjects", o)}, nil
	case len(c.segs) == 2:
		return graphReply{}, graphMethod(c.method)
	}
	return graphReply{}, graphNoSegment(last(c.segs))
}

// anyObject finds an object of whatever kind, with its type.
func anyObject(tx store.Tx, id string) (object, *kind, *graphError) {
	for _, name := range []string{"servicePrincipals", "groups", "applications", "users"} {
		o, err := findObject(tx, kinds[name], id)
		if err == nil {
			o = o.shown()
			o["@odata.type"] = "#microsoft.graph." + kinds[name].singular
			return o, kinds[name], nil
		}
		var missing *graphError
		if errors.As(err, &missing) && missing.status != http.StatusNotFound {
			return nil, nil, err
		}
	}
	return nil, nil, graphNotFound(id)
}
