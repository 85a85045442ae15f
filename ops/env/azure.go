package env

import (
	"context"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// Azure is what the procedures read and change. Methods are called concurrently.
type Azure interface {
	Subscription() string
	// Get returns the document at an id; ok is false when there is none.
	Get(ctx context.Context, id, apiVersion string) (doc map[string]any, ok bool, err error)
	// List returns all items of a collection.
	List(ctx context.Context, path, apiVersion string) ([]map[string]any, error)
	// Now is Azure's own time.
	Now(ctx context.Context) (time.Time, error)
	// Put, Patch, Post and Delete return when ARM has carried them out; what does not
	// exist is deleted already.
	Put(ctx context.Context, id, apiVersion string, body map[string]any) error
	Patch(ctx context.Context, id, apiVersion string, body map[string]any) error
	Post(ctx context.Context, id, apiVersion string, body map[string]any) error
	Delete(ctx context.Context, id, apiVersion string) error
	// GraphList returns the objects of a collection of Microsoft Graph that the
	// filter admits, and an error where it cannot be read; GraphPatch changes one by its
	// path, GraphDelete deletes it.
	GraphList(ctx context.Context, collection, filter string) ([]map[string]any, error)
	GraphPatch(ctx context.Context, path string, body map[string]any) error
	GraphDelete(ctx context.Context, path string) error
}

// The API versions that the procedures speak.
const (
	apiGroups      = "2022-09-01"
	apiTags        = "2022-09-01"
	apiDeployments = "2022-09-01"
	apiLocks       = "2020-05-01"
	apiNetwork     = "2019-08-01"
	apiSQL         = "2021-11-01"
	apiBudgets     = "2023-05-01"
	apiIdentities  = "2023-01-31"
)

// texts are the entries of an object that are texts.
func texts(doc map[string]any, path ...string) map[string]string {
	all := map[string]string{}
	entries, _ := armdoc.Lookup(doc, path...).(map[string]any)
	for name, value := range entries {
		if s, ok := value.(string); ok {
			all[name] = s
		}
	}
	return all
}

// within reports whether an ARM id is that of a scope or lies below it.
func within(id, scope string) bool {
	id, scope = strings.ToLower(id), strings.ToLower(scope)
	return id == scope || strings.HasPrefix(id, scope+"/")
}

func lastPart(id string) string { return id[strings.LastIndex(id, "/")+1:] }
