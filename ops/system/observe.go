package system

import (
	"context"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// Reader reads ARM. Methods are called concurrently.
type Reader interface {
	// Get returns the document at an id; ok is false when there is none.
	Get(ctx context.Context, id, apiVersion string) (doc map[string]any, ok bool, err error)
	// List returns all items of a collection.
	List(ctx context.Context, path, apiVersion string) ([]map[string]any, error)
}

// readers is how many reads run at once: enough to hide latency, few enough
// not to meet ARM's throttling (a subscription's bucket refills 25 reads a second:
// https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling).
const readers = 16

// Snapshot is everything that a status is computed from.
type Snapshot struct {
	Layout Layout
	// Docs are the documents that exist, by lower-case id.
	Docs map[string]map[string]any
	// Unread says why a resource or a collection could not be read, by
	// lower-case id.
	Unread map[string]string
	// Links are the private-link connections by stamp.
	Links map[string][]PrivateLink
	// Policies are the object replication policies by the stamp that holds them.
	Policies map[string][]ReplicationStatus
}

// Observe reads what the layout names. A resource that cannot be read is
// recorded as such; only when nothing at all could be read is that an error.
func Observe(ctx context.Context, r Reader, l Layout) (Snapshot, error) {
	o := &observation{reader: r, s: Snapshot{
		Layout: l, Docs: map[string]map[string]any{}, Unread: map[string]string{},
		Links: map[string][]PrivateLink{}, Policies: map[string][]ReplicationStatus{},
	}}
	var g errgroup.Group
	g.SetLimit(readers)
	for _, e := range l.reads() {
		g.Go(func() error { o.get(ctx, e); return nil })
	}
	if err := g.Wait(); err != nil {
		return Snapshot{}, err
	}
	for _, st := range l.Stamps {
		for _, target := range st.LinkTargets {
			if o.s.has(target.ID) {
				g.Go(func() error { o.links(ctx, st.Stamp, target); return nil })
			}
		}
		if o.s.has(st.Storage) {
			g.Go(func() error { o.policies(ctx, st); return nil })
		}
	}
	if err := g.Wait(); err != nil {
		return Snapshot{}, err
	}
	if len(o.s.Docs) == 0 && o.first != nil {
		return Snapshot{}, o.first
	}
	return o.s, nil
}

// observation gathers results from concurrent reads.
type observation struct {
	reader Reader
	mu     sync.Mutex
	s      Snapshot
	first  error
}

func (o *observation) fail(id string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.s.Unread[key(id)] = err.Error()
	if o.first == nil {
		o.first = err
	}
}

func (o *observation) get(ctx context.Context, e Expected) {
	doc, ok, err := o.reader.Get(ctx, e.ID, e.APIVersion)
	if err != nil {
		o.fail(e.ID, err)
		return
	}
	if ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.s.Docs[key(e.ID)] = doc
	}
}

func (o *observation) links(ctx context.Context, stamp string, target Expected) {
	items, err := o.reader.List(ctx, target.ID+"/privateEndpointConnections", target.APIVersion)
	if err != nil {
		o.fail(target.ID+"/privateEndpointConnections", err)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, item := range items {
		o.s.Links[stamp] = append(o.s.Links[stamp], PrivateLink{
			Target: target.Kind, Name: armdoc.Text(item, "name"),
			Status:  armdoc.Text(item, "properties", "privateLinkServiceConnectionState", "status"),
			Message: armdoc.Text(item, "properties", "privateLinkServiceConnectionState", "description"),
		})
	}
}

func (o *observation) policies(ctx context.Context, st StampLayout) {
	path := st.Storage + "/objectReplicationPolicies"
	items, err := o.reader.List(ctx, path, apiStorage)
	if err != nil {
		o.fail(path, err)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, item := range items {
		o.s.Policies[st.Stamp] = append(o.s.Policies[st.Stamp], ReplicationStatus{
			Kind: "blob", Name: armdoc.Text(item, "properties", "policyId"),
			From: o.s.Layout.stampOfAccount(armdoc.Text(item, "properties", "sourceAccount")),
			To:   o.s.Layout.stampOfAccount(armdoc.Text(item, "properties", "destinationAccount")),
		})
	}
}

func (s Snapshot) has(id string) bool { _, ok := s.Docs[key(id)]; return ok }

// count counts the expected resources of a stamp ("" for the global layer) and
// those that are provisioned.
func (s Snapshot) count(stamp string) (expected, succeeded int) {
	for _, e := range s.Layout.Expected {
		if e.Stamp != stamp {
			continue
		}
		expected++
		if doc, ok := s.Docs[key(e.ID)]; ok {
			if state := provisioning(doc); state == "" || state == "Succeeded" {
				succeeded++
			}
		}
	}
	return expected, succeeded
}

// key compares ARM ids without regard to case, as ARM does.
func key(id string) string { return strings.ToLower(id) }

func provisioning(doc map[string]any) string {
	return armdoc.Text(doc, "properties", "provisioningState")
}

func number(doc map[string]any, path ...string) float64 {
	n, _ := armdoc.Lookup(doc, path...).(float64)
	return n
}
