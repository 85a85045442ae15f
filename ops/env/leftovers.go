package env

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// See surveys the environments of a system, leftovers of half-removed ones among them.
func See(ctx context.Context, az Azure, name string) ([]Environment, error) {
	// Leftovers are read before the groups: what comes up in between has groups then.
	vaults, err := system.SoftDeleted(ctx, az, az.Subscription())
	if err != nil {
		return nil, err
	}
	objects, err := objectsOf(ctx, az, name)
	if err != nil {
		return nil, err
	}
	all, others, err := list(ctx, az, name)
	if err != nil {
		return nil, err
	}
	for _, e := range leftoversOf(name, vaults, objects, az.Subscription()) {
		if !others[e.Name] && !slices.ContainsFunc(all, func(other Environment) bool { return other.Name == e.Name }) {
			all = append(all, e)
		}
	}
	return all, nil
}

// objectsOf lists the Entra objects of all environments of a system, in any
// subscription.
func objectsOf(ctx context.Context, az Azure, name string) ([]map[string]any, error) {
	mark := topology.TagSystem + ":" + name
	var all []map[string]any
	for _, kind := range objectKinds {
		for collection, filter := range map[string]string{
			"/v1.0/" + kind + "s":                    "tags/any(t:t eq '" + mark + "')",
			deletedItems + "microsoft.graph." + kind: "startswith(displayName,'" + Identity(name, "").Global().SignIn + "')",
		} {
			found, err := az.GraphList(ctx, collection, filter)
			if err != nil {
				return nil, err
			}
			all = append(all, slices.DeleteFunc(found, func(o map[string]any) bool { return !hasMarks(o, []string{mark}) })...)
		}
	}
	return all, nil
}

// leftoversOf lists environments of which nothing but soft-deleted vaults and
// Entra objects is left: those that a machine was taken from while it took them down.
// Objects that say that they belong to another subscription are no concern of it.
func leftoversOf(name string, vaults []system.DeletedVault, objects []map[string]any, subscription string) []Environment {
	found := map[string]*Environment{}
	leave := func(name string) *Environment {
		if found[name] == nil {
			found[name] = &Environment{Name: name, State: Leftovers, Groups: []Group{}, Unmarked: true}
		}
		return found[name]
	}
	for _, v := range vaults {
		expires := moment(v.Tags[topology.TagExpires])
		if v.Tags[topology.TagSystem] != name || expires == nil || v.Protected {
			continue
		}
		e := leave(v.Tags[topology.TagEnvironment])
		e.Unmarked, e.Expires = false, latest(e.Expires, expires)
	}
	for _, o := range objects {
		of, where := markedEnvironment(o), topology.MarkedSubscription(tagsOfObject(o))
		if of == "" || where != "" && !strings.EqualFold(where, subscription) {
			continue
		}
		if e := leave(of); where != "" {
			e.Unmarked = false
		}
	}
	var all []Environment
	for _, e := range found {
		if topology.CheckEnvironment(e.Name) == nil {
			all = append(all, *e)
		}
	}
	slices.SortFunc(all, func(a, b Environment) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func latest(a, b *time.Time) *time.Time {
	if a == nil || b.After(*a) {
		return b
	}
	return a
}

// tagsOfObject are the tags of an Entra object.
func tagsOfObject(object map[string]any) []string {
	entries, _ := object["tags"].([]any)
	var tags []string
	for _, entry := range entries {
		if s, ok := entry.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// hasMarks reports whether an Entra object has all of the marks.
func hasMarks(object map[string]any, marks []string) bool {
	has := tagsOfObject(object)
	return !slices.ContainsFunc(marks, func(mark string) bool { return !slices.Contains(has, mark) })
}

// markedEnvironment reads which environment an Entra object belongs to.
func markedEnvironment(object map[string]any) string {
	for _, mark := range tagsOfObject(object) {
		if name, ok := strings.CutPrefix(mark, topology.TagEnvironment+":"); ok {
			return name
		}
	}
	return ""
}
