package rp

import (
	"maps"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	typeTags = "Microsoft.Resources/tags"

	// bucketTags holds the tags of subscriptions, which are no resources here.
	bucketTags = "subscription-tags"
)

// tagsBehaviour are the tags of a resource, a group or the subscription as a document
// of their own, tags/default. It is never stored: it says what its scope's tags are.
// Source: https://learn.microsoft.com/rest/api/resources/tags.
func tagsBehaviour() Behaviour {
	write := func(c *Call, tags object) *arm.Error {
		if e := writeTags(c, tags); e != nil {
			return e
		}
		c.Tx.Delete(c.ID)
		return nil
	}
	return Behaviour{
		Type: typeTags,
		Allow: func(c *Call) *arm.Error {
			if !strings.EqualFold(c.Name, "default") {
				return arm.NoSuchTags(c.Name)
			}
			return nil
		},
		Find: findTags,
		Validate: func(c *Call) *arm.Error { // as the scope's own
			id, err := arm.ParseID(c.ID)
			if err != nil {
				return arm.InvalidRequestURI(c.ID)
			}
			scope, err := arm.ParseID(id.Scope)
			if err != nil {
				return arm.InvalidRequestURI(c.ID)
			}
			tags, _ := at(c.New.Body, "properties.tags").(object)
			return validTags(scope.Type(), tags)
		},
		Patch: patchTags,
		After: func(c *Call) *arm.Error {
			tags, _ := at(c.New.Body, "properties.tags").(object)
			return write(c, tags)
		},
		AfterDelete: func(c *Call) *arm.Error { return write(c, object{}) },
	}
}

func findTags(c *Call) (*store.Resource, bool) {
	tags, ok, err := readTags(c)
	if err != nil || !ok {
		return nil, false
	}
	return &store.Resource{ID: c.ID, Type: typeTags, Name: c.Name, APIVersion: c.APIVersion, Hidden: map[string]any{},
		Body: object{"id": c.ID, "name": c.Name, "type": typeTags, "properties": object{"tags": tags}}}, true
}

// readTags reads the tags of the scope; ok is false where there is no such scope.
func readTags(c *Call) (tags object, ok bool, err error) {
	id, err := arm.ParseID(c.ID)
	if err != nil {
		return nil, false, err
	}
	switch {
	case id.Scope == "": // the tenant has none
		return nil, false, nil
	case id.ResourceGroup == "" && !id.Extension():
		tags, err = SubscriptionTags(c.Tx, id.Subscription)
		return tags, err == nil, err
	}
	r, ok := c.Tx.Get(id.Scope)
	if !ok {
		return nil, false, nil
	}
	tags, _ = store.Copy(r.Body["tags"]).(object)
	if tags == nil {
		tags = object{}
	}
	return tags, true, nil
}

// writeTags writes the tags of the scope.
func writeTags(c *Call, tags object) *arm.Error {
	id, err := arm.ParseID(c.ID)
	if err != nil {
		return arm.InvalidRequestURI(c.ID)
	}
	if id.ResourceGroup == "" && !id.Extension() {
		if err := c.Tx.PutDoc(bucketTags, strings.ToLower(id.Subscription), tags); err != nil {
			return arm.Internal(err.Error())
		}
		return nil
	}
	r, ok := c.Tx.Get(id.Scope)
	if !ok {
		return arm.NotFoundAt(id.Scope)
	}
	r.Body["tags"] = tags
	if len(tags) == 0 {
		delete(r.Body, "tags")
	}
	touch(c, r)
	return nil
}

// SubscriptionTags reads the tags of a subscription.
func SubscriptionTags(tx store.Tx, subscription string) (map[string]any, error) {
	tags := map[string]any{}
	_, err := tx.Doc(bucketTags, strings.ToLower(subscription), &tags)
	return tags, err
}

// patchTags is the document that a PATCH makes of the scope's tags: Merge adds and
// sets, Replace sets the whole, Delete takes away by name, or where a value is given by
// name and value. The case of names plays no part; that of values does.
// Source: https://learn.microsoft.com/rest/api/resources/tags/update-at-scope.
func patchTags(c *Call) (object, *arm.Error) {
	tags, ok, err := readTags(c)
	if err != nil {
		return nil, arm.Internal(err.Error())
	}
	if !ok {
		id, _ := arm.ParseID(c.ID)
		return nil, arm.NotFoundAt(id.Scope)
	}
	for member := range c.Body {
		if member != "operation" && member != "properties" {
			return nil, arm.NoSuchMember(member, "TagsPatchResource")
		}
	}
	properties, _ := c.Body["properties"].(object)
	for member := range properties {
		if member != "tags" {
			return nil, arm.NoSuchMember(member, "Tags")
		}
	}
	given, isObject := properties["tags"].(object)
	if !isObject {
		return nil, arm.InvalidRequestContent("Required property 'tags' not found in JSON. Path 'properties'")
	}
	switch operation := text(c.Body, "operation"); strings.ToLower(operation) {
	case "replace":
		tags = given
	case "merge":
		for name := range given {
			maps.DeleteFunc(tags, func(old string, _ any) bool { return strings.EqualFold(old, name) })
		}
		maps.Copy(tags, given)
	case "delete":
		maps.DeleteFunc(tags, func(old string, value any) bool { return chosen(given, old, value) })
	default:
		return nil, arm.NoSuchTagsOperation(operation)
	}
	return object{"properties": object{"tags": tags}}, nil
}

// chosen reports whether a tag is among those that are to be deleted.
func chosen(given object, name string, value any) bool {
	for n, v := range given {
		if strings.EqualFold(n, name) && (v == nil || v == "" || v == value) {
			return true
		}
	}
	return false
}
