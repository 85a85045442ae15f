package rp

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// List lists a collection. item is the path of one of its members with an
// empty name. A list on a subscription or a resource group reaches everything
// of the type below it; a list on a resource only what hangs on it.
func (k *Core) List(c *Call, item arm.ID) ([]*store.Resource, *arm.Error) {
	match, refused := ParseFilter(c.Query["$filter"])
	if refused != nil {
		return nil, refused
	}
	if e := k.collectionExists(c, item); e != nil {
		return nil, e
	}
	b := k.Lookup(c.Type)
	var all []*store.Resource
	if b.List != nil {
		if all, refused = b.List(c); refused != nil {
			return nil, refused
		}
	} else {
		all = collected(c, item)
	}
	var out []*store.Resource
	for _, r := range all {
		if match(r) {
			r.Body = k.shown(c, r)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(x, y *store.Resource) int { return strings.Compare(arm.Key(x.ID), arm.Key(y.ID)) })
	return out, nil
}

// collectionExists demands the resource or group that is listed.
func (k *Core) collectionExists(c *Call, item arm.ID) *arm.Error {
	if e := groupExists(c, item); e != nil {
		return e
	}
	parent, err := arm.ParseID(item.Parent())
	if err != nil || parent.Type() == arm.TypeSubscription || parent.Type() == arm.TypeResourceGroup {
		return nil
	}
	if _, ok := c.Tx.Get(item.Parent()); ok || k.Lookup(c.Type).List != nil {
		return nil
	}
	if item.Nested() {
		return arm.ParentResourceNotFound(item)
	}
	return arm.ResourceNotFound(parent)
}

// inherits are the extension types whose list on a scope also shows what the
// scope inherits from above.
var inherits = map[string]bool{
	"microsoft.authorization/locks":             true,
	"microsoft.authorization/roleassignments":   true,
	"microsoft.authorization/roledefinitions":   true,
	"microsoft.authorization/policyassignments": true,
}

func collected(c *Call, item arm.ID) []*store.Resource {
	if item.Nested() {
		return c.Tx.Children(item.Parent(), c.Type)
	}
	var out []*store.Resource
	for _, r := range c.Tx.All(c.Type) {
		id, err := arm.ParseID(r.ID)
		if err != nil {
			continue
		}
		above := inherits[strings.ToLower(c.Type)] && arm.Within(item.Scope, id.Scope)
		if above || arm.SameID(id.Scope, item.Scope) || !item.Extension() && arm.Within(id.Scope, item.Scope) {
			out = append(out, r)
		}
	}
	return out
}

var (
	filterClause = patternOf(`^\s*([A-Za-z/.]+)\s+eq\s+'((?:[^']|'')*)'\s*$`)
	filterAnd    = patternOf(`(?i)\s+and\s+`)
	filterCall   = patternOf(`(?i)^\s*(atScope|assignedTo)\(\s*(?:'([^']*)')?\s*\)\s*$`)
)

// ParseFilter reads the OData filters that ARM's collections understand:
// "property eq 'value'" joined by "and", tagName with tagValue, atScope().
func ParseFilter(filter string) (func(*store.Resource) bool, *arm.Error) {
	if strings.TrimSpace(filter) == "" {
		return func(*store.Resource) bool { return true }, nil
	}
	var tests []func(*store.Resource) bool
	tagName := ""
	for _, clause := range filterAnd().Split(filter, -1) {
		if m := filterCall().FindStringSubmatch(clause); m != nil {
			if strings.EqualFold(m[1], "assignedTo") {
				tests = append(tests, equals("principalId", m[2]))
			}
			continue
		}
		m := filterClause().FindStringSubmatch(clause)
		if m == nil {
			return nil, arm.InvalidFilter(filter)
		}
		value := strings.ReplaceAll(m[2], "''", "'")
		switch {
		case strings.EqualFold(m[1], "tagName"):
			tagName = value
			tests = append(tests, func(r *store.Resource) bool { return at(r.Body, "tags") != nil && tag(r, value) != nil })
		case strings.EqualFold(m[1], "tagValue"):
			name := tagName
			tests = append(tests, func(r *store.Resource) bool { return tag(r, name) == value })
		default:
			tests = append(tests, equals(m[1], value))
		}
	}
	return func(r *store.Resource) bool {
		for _, t := range tests {
			if !t(r) {
				return false
			}
		}
		return true
	}, nil
}

func tag(r *store.Resource, name string) any {
	tags, _ := r.Body["tags"].(map[string]any)
	return tags[name]
}

// equals compares a property, at the top or under properties, without case.
func equals(property, value string) func(*store.Resource) bool {
	property = strings.ReplaceAll(property, "/", ".")
	return func(r *store.Resource) bool {
		switch strings.ToLower(property) {
		case "resourcetype", "type":
			return strings.EqualFold(r.Type, value)
		case "resourcegroup":
			return strings.EqualFold(groupOf(r.ID), value)
		}
		for _, path := range []string{property, "properties." + property} {
			if got, ok := at(r.Body, path).(string); ok {
				return strings.EqualFold(got, value)
			}
		}
		return false
	}
}

// Summary is a resource as the list of all resources shows it.
func Summary(r *store.Resource) *store.Resource {
	body := map[string]any{}
	for _, key := range []string{"id", "name", "type", "location", "tags", "sku", "kind", "identity", "zones", "managedBy"} {
		if v, ok := r.Body[key]; ok {
			body[key] = v
		}
	}
	return &store.Resource{ID: r.ID, Type: r.Type, Name: r.Name, Location: r.Location, Body: body}
}
