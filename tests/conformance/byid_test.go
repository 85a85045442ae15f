package conformance

import (
	"context"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
)

// byID is the trip of a resource whose type has no typed client here: by the
// generic client, and its list by azcore.
func byID(w *world, id string, sent armresources.GenericResource) trip {
	c := made(armresources.NewClient(subscription, w.cred, w.own()))
	path, ctx := full(id), w.Context()
	return trip{
		id: id, sent: sent,
		put: func() (any, error) { return done(c.BeginCreateOrUpdateByID(ctx, path, w.version, sent, nil)) },
		get: func() (any, error) { return plain(c.GetByID(ctx, path, w.version, nil)) },
		list: func() ([]string, error) {
			return w.list(path[:strings.LastIndex(path, "/")], w.version)
		},
		remove: func() error { return gone(c.BeginDeleteByID(ctx, path, w.version, nil)) },
	}
}

// page is one page of any list.
type page struct {
	Value    []map[string]any `json:"value"`
	NextLink string           `json:"nextLink"`
}

// list follows all pages of a collection through azcore.
func (w *world) list(path, version string) ([]string, error) {
	return ids(runtime.NewPager(runtime.PagingHandler[page]{
		More: func(p page) bool { return p.NextLink != "" },
		Fetcher: func(_ context.Context, last *page) (page, error) {
			req, err := w.request(http.MethodGet, path, version)
			if err != nil {
				return page{}, err
			}
			if last != nil {
				next, err := req.Raw().URL.Parse(last.NextLink)
				if err != nil {
					return page{}, err
				}
				req.Raw().URL = next
			}
			resp, err := w.client().Pipeline().Do(req)
			if err != nil {
				return page{}, err
			}
			if !runtime.HasStatusCode(resp, http.StatusOK) {
				return page{}, runtime.NewResponseError(resp)
			}
			var p page
			return p, runtime.UnmarshalAsJSON(resp, &p)
		},
	}))
}
