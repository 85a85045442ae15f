package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/stretchr/testify/require"
)

// trip is the life of one resource as its client sees it.
type trip struct {
	id   string // relative to the resource group, or full
	sent any
	put  func() (any, error)
	get  func() (any, error)
	// list gives the ids of the resource's kind; nil for types without a list.
	list func() ([]string, error)
	// remove is nil for what goes with its parent only.
	remove func() error
	// standing is what exists with its parent, before the first put and after remove.
	standing bool
	// withheld are properties that are sent and never shown, as dotted paths.
	withheld []string
	// absent is the code of the 404; "" is ResourceNotFound.
	absent string
}

// run takes the trip: nothing there, created, read, listed, written again,
// deleted, nothing there.
func (p trip) run(t *testing.T, w *world, armType string) {
	if !p.standing {
		p.wantAbsent(t)
	}
	sent := document(t, p.sent)
	for _, path := range p.withheld {
		drop(sent, strings.Split(path, "."))
	}
	for _, turn := range []string{"create", "write again"} {
		got, err := p.put()
		require.NoError(t, err, turn)
		require.Empty(t, lacking("", sent, document(t, got)), "what %s answers", turn)
	}
	got, err := p.get()
	require.NoError(t, err, "get")
	doc := document(t, got)
	require.Empty(t, lacking("", sent, doc), "what get answers")
	p.wantIdentity(t, armType, doc)
	for _, path := range p.withheld {
		require.Nil(t, at(doc, path), "%s is shown", path)
	}
	p.writeBack(t, w, doc)
	if p.list != nil {
		ids, err := p.list()
		require.NoError(t, err, "list")
		require.True(t, slices.ContainsFunc(ids, p.named), "the list %v lacks %s", ids, p.id)
	}
	if p.remove == nil {
		return
	}
	require.NoError(t, p.remove(), "delete")
	if p.absent == "ResourceGroupNotFound" {
		wantRefusal(t, p.remove(), http.StatusNotFound, p.absent)
	} else {
		require.NoError(t, p.remove(), "delete what is not there")
	}
	if p.standing {
		_, err := p.get()
		require.NoError(t, err, "get after reset")
		return
	}
	p.wantAbsent(t)
	if p.list != nil {
		ids, err := p.list()
		require.NoError(t, err, "list")
		require.False(t, slices.ContainsFunc(ids, p.named), "the list still has %s", p.id)
	}
}

// writeBack writes what was read, as clients do that change a part of it: what
// is read-only is no fault, and nothing changes.
func (p trip) writeBack(t *testing.T, w *world, read map[string]any) {
	t.Helper()
	if w.version == own {
		return // the version is the client's secret
	}
	_, err := w.put(full(p.id), w.version, read)
	require.NoError(t, err, "write back what was read")
	again, err := p.get()
	require.NoError(t, err, "get what was written back")
	require.Empty(t, lacking("", settled(read), document(t, again)), "what writing back has changed")
}

// moving are properties that every write changes.
var moving = []string{
	"etag", "lastModifiedTime", "lastModifiedTimeUtc", "lastUpdatedTime", "modifiedDate", "secretUriWithVersion", "systemData",
	"timeModified", "updated", "updatedOn",
}

// settled is a document without what every write changes.
func settled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, member := range v {
			if !slices.Contains(moving, key) {
				out[key] = settled(member)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, member := range v {
			out[i] = settled(member)
		}
		return out
	}
	return v
}

func (p trip) named(id string) bool { return strings.EqualFold(id, full(p.id)) }

// wantAbsent holds get to Azure's 404.
func (p trip) wantAbsent(t *testing.T) {
	t.Helper()
	_, err := p.get()
	code := p.absent
	if code == "" {
		code = "ResourceNotFound"
	}
	wantRefusal(t, err, http.StatusNotFound, code)
}

// wantIdentity compares id, name and type with what was asked for.
func (p trip) wantIdentity(t *testing.T, armType string, doc map[string]any) {
	t.Helper()
	id, _ := doc["id"].(string)
	require.True(t, p.named(id), "the id is %q, want %q", id, full(p.id))
	if got, ok := doc["type"].(string); ok {
		require.True(t, strings.EqualFold(got, armType), "the type is %q, want %q", got, armType)
	}
	require.Equal(t, p.id[strings.LastIndex(p.id, "/")+1:], doc["name"], "name")
}

// wantRefusal holds an error to status and code, through what the SDK makes
// of the response.
func wantRefusal(t testing.TB, err error, status int, code string) {
	t.Helper()
	var refused *azcore.ResponseError
	require.True(t, errors.As(err, &refused), "got %v, want a refusal with %d %s", err, status, code)
	require.Equal(t, fmt.Sprint(status, " ", code), fmt.Sprint(refused.StatusCode, " ", refused.ErrorCode), "%v", refused)
}

// done waits for an operation to end.
func done[T any](p *runtime.Poller[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.PollUntilDone(ctx, nil)
}

// gone waits for the end of a deletion.
func gone[T any](p *runtime.Poller[T], err error) error {
	_, err = done(p, err)
	return err
}

// plain is the answer of a call that ends at once.
func plain[T any](v T, err error) (any, error) { return v, err }

// only is the error of a call whose answer says nothing.
func only[T any](_ T, err error) error { return err }

// ids collects the ids of all pages.
func ids[T any](p *runtime.Pager[T]) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var out []string
	for p.More() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		found, err := pageIDs(page)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func pageIDs(page any) ([]string, error) {
	raw, err := json.Marshal(page)
	if err != nil {
		return nil, err
	}
	var list struct{ Value []struct{ ID string } }
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	var out []string
	for _, item := range list.Value {
		out = append(out, item.ID)
	}
	return out, nil
}

// document is a value of the SDK as it travels.
func document(t testing.TB, v any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	doc := map[string]any{}
	require.NoError(t, json.Unmarshal(raw, &doc))
	return doc
}

func drop(doc map[string]any, path []string) {
	if len(path) == 1 {
		delete(doc, path[0])
		return
	}
	if sub, ok := doc[path[0]].(map[string]any); ok {
		drop(sub, path[1:])
	}
}

func at(doc map[string]any, path string) any {
	var v any = doc
	for key := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// lacking lists where got is not at least want.
func lacking(path string, want, got any) []string {
	switch want := want.(type) {
	case nil:
		return nil
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok && len(want) > 0 {
			return []string{fmt.Sprintf("%s is %v, want an object", path, got)}
		}
		var out []string
		for key, v := range want {
			out = append(out, lacking(path+"."+key, v, have[key])...)
		}
		return out
	case []any:
		have, ok := got.([]any)
		if (!ok && len(want) > 0) || len(have) != len(want) {
			return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
		}
		var out []string
		for i, v := range want {
			out = append(out, lacking(fmt.Sprint(path, "[", i, "]"), v, have[i])...)
		}
		return out
	}
	if strings.HasSuffix(path, ".location") && sameRegion(want, got) {
		return nil
	}
	if want != got {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	return nil
}

// sameRegion compares locations as Azure does, which writes them its own way.
func sameRegion(a, b any) bool {
	plain := func(v any) string { return strings.ToLower(strings.ReplaceAll(fmt.Sprint(v), " ", "")) }
	return plain(a) == plain(b)
}
