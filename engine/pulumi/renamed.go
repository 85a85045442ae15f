package pulumi

import (
	"context"
	"path"
	"strings"
)

// Lister is a Prober that can list a collection of ARM resources, too.
type Lister interface {
	// List returns the resources of a collection, such as all policies of an
	// account.
	List(ctx context.Context, collection, apiVersion string) ([]map[string]any, error)
}

// renaming are the collections in which the service names what is created as
// "default", with the properties that tell their members apart.
// (https://learn.microsoft.com/rest/api/storagerp/object-replication-policies/create-or-update)
var renaming = map[string][]string{
	"objectreplicationpolicies": {"sourceAccount", "destinationAccount"},
}

// findRenamed looks for a resource whose create was interrupted where the
// service gave it another name than the one that was asked for. It returns ""
// if there is none.
func findRenamed(ctx context.Context, id, apiVersion string, inputs map[string]any, p Prober) (string, error) {
	collection, name := path.Split(id)
	collection = strings.TrimSuffix(collection, "/")
	keys := renaming[strings.ToLower(path.Base(collection))]
	lister, can := p.(Lister)
	if !can || len(keys) == 0 || name != "default" {
		return "", nil
	}
	members, err := lister.List(ctx, collection, apiVersion)
	if err != nil {
		return "", err
	}
	for _, member := range members {
		properties, _ := member["properties"].(map[string]any)
		if found, ok := member["id"].(string); ok && sameTexts(properties, inputs, keys) {
			return found, nil
		}
	}
	return "", nil
}

// sameTexts reports whether two objects have the same texts, other than in
// case, under all keys.
func sameTexts(a, b map[string]any, keys []string) bool {
	for _, key := range keys {
		x, ok := a[key].(string)
		y, also := b[key].(string)
		if !ok || !also || !strings.EqualFold(x, y) {
			return false
		}
	}
	return true
}
