package rp

import (
	"maps"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Put creates or replaces the resource.
func (k *Core) Put(c *Call, cond Conditions) (Outcome, *arm.Error) {
	return k.write(c, cond, func(c *Call) (map[string]any, *arm.Error) { return c.Body, nil })
}

// Patch changes the resource by its type's own rules, else by merging.
func (k *Core) Patch(c *Call, cond Conditions) (Outcome, *arm.Error) {
	if !patched[strings.ToLower(c.Type)] {
		return Outcome{}, arm.MethodNotAllowed(c.Method, c.ID)
	}
	if own := k.Lookup(c.Type).Patch; own != nil {
		return k.write(c, cond, own)
	}
	return k.write(c, cond, k.merged)
}

// merged is the resource, which must exist, with the body merged into it.
// Objects are merged, null removes, everything else, tags among it, is replaced.
func (k *Core) merged(c *Call) (map[string]any, *arm.Error) {
	if c.Old == nil {
		_, e := k.exists(c)
		return nil, e
	}
	doc := store.CopyMap(c.Old.Body)
	for _, own := range []string{"id", "name", "type", "etag", "systemData"} {
		delete(doc, own)
	}
	merge(doc, c.Body)
	if tags, ok := c.Body["tags"]; ok {
		doc["tags"] = tags
	}
	return doc, nil
}

func merge(doc, patch map[string]any) {
	for key, v := range patch {
		sub, isObject := v.(map[string]any)
		old, wasObject := doc[key].(map[string]any)
		switch {
		case v == nil:
			delete(doc, key)
		case isObject && wasObject:
			merge(old, sub)
		default:
			doc[key] = store.Copy(v)
		}
	}
}

// write is what PUT and PATCH share. Cases, in order: the verb is not for this
// resource; a condition does not hold; group or parent are missing; a lock; an
// operation runs on it; the body is wrong; the type refuses.
func (k *Core) write(c *Call, cond Conditions, document func(*Call) (map[string]any, *arm.Error)) (Outcome, *arm.Error) {
	id, err := arm.ParseID(c.ID)
	if err != nil {
		return Outcome{}, arm.InvalidRequestURI(c.ID)
	}
	if e := k.allow(c); e != nil {
		return Outcome{}, e
	}
	if e := k.scope(c, id); e != nil {
		return Outcome{}, e
	}
	c.Old, _ = c.Tx.Get(c.ID)
	if e := k.mayWrite(c, id, cond); e != nil {
		return Outcome{}, e
	}
	doc, e := document(c)
	if e != nil {
		return Outcome{}, e
	}
	if e := matchesURL(c, doc); e != nil {
		return Outcome{}, e
	}
	clean, e := k.Schema.Check(c.Type, c.APIVersion, c.Name, doc)
	if e != nil {
		return Outcome{}, e
	}
	dropNulls(clean)
	if e := reachable(c, clean); e != nil {
		return Outcome{}, e
	}
	if e := k.compose(c, id, clean); e != nil {
		return Outcome{}, e
	}
	return k.commit(c)
}

// notOnResources are types that hang on a subscription or a resource group, and
// on nothing that lies in one, in lower case.
// Source: https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update and
// https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription.
var notOnResources = typeSet("Microsoft.Consumption/budgets", "Microsoft.Resources/deployments")

// scope refuses what would lie where its type does not: outside of resource
// groups, on other resources, or on the tenant, which is not the caller's.
func (k *Core) scope(c *Call, id arm.ID) *arm.Error {
	switch {
	case k.Schema.InGroups(c.Type, c.APIVersion) && (id.ResourceGroup == "" || id.Extension()),
		id.Extension() && notOnResources[strings.ToLower(c.Type)]:
		return arm.MethodNotAllowed(c.Method, c.ID)
	case id.Subscription == "" && !id.Extension():
		return arm.AuthorizationFailed(c.Caller.AppID, c.Caller.ObjectID, c.Type+"/write", c.ID)
	}
	return nil
}

func (k *Core) mayWrite(c *Call, id arm.ID, cond Conditions) *arm.Error {
	if e := k.holdersExist(c, id); e != nil {
		return e
	}
	if e := cond.met(c); e != nil {
		return e
	}
	if e := writeLocked(c); e != nil {
		return e
	}
	return busy(c)
}

// matchesURL refuses a body that names another resource than the URL.
func matchesURL(c *Call, doc map[string]any) *arm.Error {
	name, ok := doc["name"].(string)
	if ok && !strings.EqualFold(name, c.Name) && !strings.EqualFold(leaf(name), c.Name) {
		return arm.NameMismatch(name, c.Name)
	}
	if typ, ok := doc["type"].(string); ok && !strings.EqualFold(typ, c.Type) {
		return arm.TypeMismatch(typ, c.Type)
	}
	return nil
}

// compose makes c.New of the checked body and lets the type judge and fill it.
func (k *Core) compose(c *Call, id arm.ID, clean map[string]any) *arm.Error {
	n := &store.Resource{ID: c.ID, Type: c.Type, Name: c.Name, APIVersion: c.APIVersion, Hidden: map[string]any{}}
	if c.Old != nil {
		n.ID, n.Name, n.Created = c.Old.ID, c.Old.Name, c.Old.Created
		maps.Copy(n.Hidden, c.Old.Hidden)
		carry(clean, k.Schema.ReadOnly(c.Type, c.APIVersion, c.Name, c.Old.Body))
	}
	n.Body = clean
	n.Body["id"], n.Body["name"], n.Body["type"] = n.ID, n.Name, n.Type
	c.New = n
	if e := k.place(c, id); e != nil {
		return e
	}
	tags, _ := n.Body["tags"].(object)
	if e := validTags(c.Type, tags); e != nil {
		return e
	}
	if c.Old == nil {
		if e := validName(c); e != nil {
			return e
		}
	}
	b := k.Lookup(c.Type)
	if b.Default != "" && !strings.EqualFold(c.Name, b.Default) {
		return arm.NotTheDefault(c.Type, c.Name, b.Default)
	}
	if b.Validate != nil {
		if e := b.Validate(c); e != nil {
			return e
		}
	}
	if k.Schema.Has(c.Type, c.APIVersion, c.Name, "properties.provisioningState") {
		set(n.Body, "properties.provisioningState", stateSucceeded)
	}
	if b.Fill != nil {
		b.Fill(c)
	}
	return nil
}

// carry copies what doc lacks from the read-only part of the stored document.
func carry(doc, old map[string]any) {
	for key, v := range old {
		sub, isObject := v.(map[string]any)
		have, present := doc[key]
		if !present {
			doc[key] = store.Copy(v)
			continue
		}
		if in, ok := have.(map[string]any); ok && isObject {
			carry(in, sub)
		}
	}
}

// place checks and normalises the location.
func (k *Core) place(c *Call, id arm.ID) *arm.Error {
	given, has := c.New.Body["location"].(string)
	if !has {
		if c.Old != nil && c.Old.Location != "" {
			c.New.Location = c.Old.Location
			c.New.Body["location"] = c.Old.Location
		}
		return nil
	}
	location := arm.NormalLocation(given)
	isGroup := c.Type == arm.TypeResourceGroup
	switch {
	case !arm.IsRegion(location) && isGroup:
		return arm.GroupLocationNotAvailable(given, arm.Regions())
	case !arm.IsRegion(location) && location != arm.Global:
		return arm.LocationNotAvailable(c.Type, given, arm.Regions())
	case location == arm.Global && regional[strings.ToLower(c.Type)]:
		return arm.LocationNotAvailable(c.Type, given, arm.Regions())
	case location != arm.Global && global[strings.ToLower(c.Type)]:
		return arm.LocationNotAvailable(c.Type, given, []string{arm.Global})
	case c.Old != nil && c.Old.Location != "" && c.Old.Location != location && isGroup:
		return arm.GroupLocationChanged(c.Name, c.Old.Location, location)
	case c.Old != nil && c.Old.Location != "" && c.Old.Location != location:
		return arm.LocationChanged(id, c.Old.Location, location)
	}
	c.New.Location = location
	c.New.Body["location"] = location
	return nil
}

// commit stores c.New, with what comes along, and says how the request ends.
func (k *Core) commit(c *Call) (Outcome, *arm.Error) {
	b := k.Lookup(c.Type)
	visible, secrets := k.Schema.Withhold(c.Type, c.APIVersion, c.Name, c.New.Body)
	c.New.Body = visible
	maps.Copy(c.New.Hidden, secrets)
	style := b.Create
	if c.Old != nil {
		style = b.Update
	}
	stateful := at(c.New.Body, "properties.provisioningState") != nil
	if style != Sync && stateful {
		state := stateCreating
		if c.Old != nil {
			state = stateUpdating
		}
		set(c.New.Body, "properties.provisioningState", state)
	}
	stamp(c, c.New, k.Schema.Has(c.Type, c.APIVersion, c.Name, "etag"))
	c.Tx.Put(c.New)
	if c.Old == nil {
		k.createDefaults(c)
	}
	if b.After != nil {
		if e := b.After(c); e != nil {
			return Outcome{}, e
		}
	}
	if now, ok := c.Tx.Get(c.ID); ok {
		c.New = now
	}
	out := Outcome{Status: writtenStatus(c.Type, c.Old != nil), Body: k.shown(c, c.New), ETag: c.New.ETag}
	if style == Sync {
		return out, nil
	}
	op, e := begin(c, style, kindWrite, b.Takes)
	if e != nil {
		return Outcome{}, e
	}
	out.Operation = op
	if style == LocationHeader {
		out.Status, out.Body = 202, nil
	}
	return out, nil
}

// dropNulls removes what a request wrote as null, in lists, too: a null counts
// as absent.
func dropNulls(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if member == nil {
				delete(v, key)
			}
			dropNulls(member)
		}
	case []any:
		for _, member := range v {
			dropNulls(member)
		}
	}
}

// createDefaults makes the singletons that exist with a new resource.
func (k *Core) createDefaults(c *Call) {
	for _, b := range k.defaultsOf(c.Type) {
		k.createDefault(c, b, c.New)
	}
}

func (k *Core) createDefault(c *Call, b *Behaviour, parent *store.Resource) {
	id := parent.ID + "/" + leaf(b.Type) + "/" + b.Default
	r := &store.Resource{ID: id, Type: b.Type, Name: b.Default, APIVersion: c.APIVersion, Hidden: map[string]any{},
		Body: map[string]any{"id": id, "name": b.Default, "type": b.Type, "properties": map[string]any{}}}
	sub := k.callFor(c, r)
	sub.Method, sub.New, sub.Body, sub.APIVersion = "PUT", r, map[string]any{}, c.APIVersion
	if b.Fill != nil {
		b.Fill(sub)
	}
	stamp(sub, r, false)
	c.Tx.Put(r)
}
