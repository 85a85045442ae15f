package env

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/topology"
)

const subscription = "00000000-0000-4000-8000-0000000000a1"

// errThrottled is what ARM's client returns when it has waited in vain.
var errThrottled = errors.New("429 TooManyRequests: retry after 17 s")

// fake is an Azure that consists of documents. Deleting a group leaves its vaults
// soft-deleted, deleting an application leaves it in the recycle bin.
type fake struct {
	mu     sync.Mutex
	docs   map[string]map[string]any // by id
	graph  map[string]map[string]any // by path
	writes []string
	// refuse, if set, may refuse a write.
	refuse func(write string) error
	// lag is how many lists of Entra's still show what has been deleted.
	lag   int
	ghost map[string]map[string]any
	// unread, if set, says why a collection of Graph's cannot be read.
	unread func(collection string) error
	// seen, if set, shows what was hidden.
	seen func()
	// clock is Azure's; noon unless it is set.
	clock time.Time
}

func newFake() *fake {
	return &fake{docs: map[string]map[string]any{}, graph: map[string]map[string]any{}}
}

func (f *fake) Subscription() string { return subscription }

func (f *fake) Get(_ context.Context, id, _ string) (map[string]any, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	doc, ok := f.docs[id]
	return maps.Clone(doc), ok, nil
}

func (f *fake) List(_ context.Context, path, _ string) ([]map[string]any, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []map[string]any
	for _, id := range slices.Sorted(maps.Keys(f.docs)) {
		scope, _, isLock := strings.Cut(path, "/providers/Microsoft.Authorization/locks")
		switch {
		case strings.HasSuffix(path, "/resourcegroups") && strings.Count(id, "/") == 4 && strings.Contains(id, "/resourceGroups/"),
			strings.HasSuffix(path, "/deletedVaults") && strings.Contains(id, "/deletedVaults/"),
			strings.HasSuffix(path, "/deployments") && strings.Contains(id, "/deployments/"),
			strings.HasSuffix(path, "/virtualNetworks") && strings.Contains(id, "/virtualNetworks/"),
			isLock && within(id, scope) && strings.Contains(id, "/locks/"):
			found = append(found, maps.Clone(f.docs[id]))
		}
	}
	return found, nil
}

// write notes a write, unless it is refused. The caller holds the lock.
func (f *fake) write(what string) error {
	if f.refuse != nil {
		if err := f.refuse(what); err != nil {
			return err
		}
	}
	f.writes = append(f.writes, what)
	return nil
}

// Patch merges tags, as ARM's tags/default does; nothing else is patched.
func (f *fake) Patch(_ context.Context, id, _ string, body map[string]any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("PATCH " + id); err != nil {
		return err
	}
	scope, ok := strings.CutSuffix(id, "/providers/Microsoft.Resources/tags/default")
	if !ok || body["operation"] != "Merge" {
		return errors.New("this would lose what others have set: " + id)
	}
	if f.docs[scope] == nil {
		return errors.New("404 ResourceGroupNotFound")
	}
	doc := maps.Clone(f.docs[scope]) // somebody may be reading the old one
	tags := maps.Clone(doc["tags"].(map[string]any))
	for name, value := range body["properties"].(map[string]any)["tags"].(map[string]string) {
		tags[name] = value
	}
	doc["tags"], f.docs[scope] = tags, doc
	return nil
}

func (f *fake) Put(_ context.Context, id, _ string, body map[string]any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("PUT " + id); err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	doc := map[string]any{}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	doc["id"], doc["name"] = id, lastPart(id)
	f.docs[id] = doc
	return nil
}

func (f *fake) Now(context.Context) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock.IsZero() {
		return noon, nil
	}
	return f.clock, nil
}

func (f *fake) GraphPatch(_ context.Context, path string, body map[string]any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("PATCH " + path); err != nil {
		return err
	}
	object := maps.Clone(f.graph[path])
	object["tags"] = anys(body["tags"].([]string))
	f.graph[path] = object
	return nil
}

func anys(texts []string) []any {
	var all []any
	for _, text := range texts {
		all = append(all, text)
	}
	return all
}

func (f *fake) Post(_ context.Context, id, _ string, _ map[string]any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("POST " + id); err != nil {
		return err
	}
	delete(f.docs, strings.TrimSuffix(id, "/purge"))
	return nil
}

func (f *fake) Delete(_ context.Context, id, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("DELETE " + id); err != nil {
		return err
	}
	for below, doc := range f.docs {
		if !within(below, id) {
			continue
		}
		delete(f.docs, below)
		if strings.Contains(below, "/vaults/") {
			deleted := "/subscriptions/" + subscription + "/providers/Microsoft.KeyVault/locations/x/deletedVaults/" + lastPart(below)
			f.docs[deleted] = map[string]any{"id": deleted, "name": lastPart(below), "properties": map[string]any{"vaultId": below, "tags": doc["tags"],
				"purgeProtectionEnabled": doc["protected"] == true, "scheduledPurgeDate": "2027-02-19T12:00:00Z"}}
		}
	}
	return nil
}

func (f *fake) GraphList(_ context.Context, collection, _ string) ([]map[string]any, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unread != nil {
		if err := f.unread(collection); err != nil {
			return nil, err
		}
	}
	prefix := collection + "/"
	if kind, ok := strings.CutPrefix(collection, deletedItems+"microsoft.graph."); ok {
		prefix = deletedItems + kind
	}
	var found []map[string]any
	for _, path := range slices.Sorted(maps.Keys(f.graph)) {
		if rest, ok := strings.CutPrefix(path, prefix); ok && !strings.Contains(rest, "/") {
			found = append(found, f.graph[path])
		}
	}
	for path, object := range f.ghost {
		if strings.HasPrefix(path, prefix) && f.lag > 0 {
			f.lag--
			found = append(found, object)
		}
	}
	return found, nil
}

func (f *fake) GraphDelete(_ context.Context, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.write("DELETE " + path); err != nil {
		return err
	}
	object, ok := f.graph[path]
	maps.DeleteFunc(f.graph, func(below string, _ map[string]any) bool { return strings.HasPrefix(below, path+"/") })
	if ok && f.lag > 0 {
		f.ghost = map[string]map[string]any{path: object}
	}
	delete(f.graph, path)
	if ok && !strings.HasPrefix(path, deletedItems) {
		f.graph[deletedItems+lastPart(path)] = object
	}
	return nil
}

// tagsOf are the tags of a group of a test environment.
func tagsOf(name, stamp, expires string) map[string]any {
	tags := map[string]any{"system": "tandem", "environment": name, "class": "test", "stamp": stamp, "owner": "mona",
		"pullRequest": "12", "revision": "4f2a9c1", "created": "2026-11-21T08:00:00Z", "state": Up}
	if expires != "" {
		tags["expires"] = expires
	}
	return tags
}

// add adds a resource group.
func (f *fake) add(name string, tags map[string]any) string {
	id := "/subscriptions/" + subscription + "/resourceGroups/" + name
	f.docs[id] = map[string]any{"id": id, "name": name, "location": "northeurope", "tags": tags}
	return id
}

// environment adds all that a test environment consists of, as far as it matters.
func (f *fake) environment(name, expires string) {
	id := Identity("tandem", name)
	global := id.Global()
	for _, stamp := range topology.Stamps() {
		names := id.Stamp(stamp)
		group := f.add(names.ResourceGroup, tagsOf(name, string(stamp), expires))
		vault := group + "/providers/Microsoft.KeyVault/vaults/" + names.Vault
		f.docs[vault] = map[string]any{"id": vault, "tags": map[string]any{"system": "tandem", "environment": name, "expires": expires}}
		role := map[topology.Stamp]string{topology.Blue: "Primary", topology.Green: "Secondary"}[stamp]
		failover := group + "/providers/Microsoft.Sql/servers/" + names.SQLServer + "/failoverGroups/" + global.FailoverGroup
		f.docs[failover] = map[string]any{"id": failover, "properties": map[string]any{"replicationRole": role}}
		identity := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + names.Identity
		f.docs[identity] = map[string]any{"id": identity, "properties": map[string]any{"principalId": names.Identity + "-principal"}}
	}
	f.add(global.ResourceGroup, tagsOf(name, topology.GlobalStamp, expires))
	budget := "/subscriptions/" + subscription + "/providers/Microsoft.Consumption/budgets/" + global.Budget
	f.docs[budget] = map[string]any{"id": budget, "properties": map[string]any{"filter": map[string]any{"and": []any{watches("system", "tandem"), watches("environment", name)}}}}
	for _, kind := range []string{"applications", "servicePrincipals"} {
		f.graph["/v1.0/"+kind+"/"+kind+"-"+name] = map[string]any{"id": kind + "-" + name, "displayName": global.SignIn, "appId": "app-of-" + name,
			"tags": []any{"system:tandem", "environment:" + name, "subscription:" + subscription}}
	}
	credential := "/v1.0/applications/applications-" + name + "/federatedIdentityCredentials/blue"
	f.graph[credential] = map[string]any{"id": "blue", "subject": id.Stamp(topology.Blue).Identity + "-principal"}
}

// watches is a part of a budget's filter.
func watches(tag, value string) map[string]any {
	return map[string]any{"tags": map[string]any{"name": tag, "operator": "In", "values": []any{value}}}
}

// mark gives the Entra objects of an environment other marks than their own.
func (f *fake) mark(name string, marks ...string) {
	for path, object := range f.graph {
		if strings.HasSuffix(path, "-"+name) {
			object["tags"] = anys(append([]string{"system:tandem", "environment:" + name}, marks...))
		}
	}
}

// of lists what there is whose id names an environment.
func (f *fake) of(name string) []string {
	var found []string
	for id := range f.docs {
		if strings.Contains(id, "tandem-"+name) || strings.Contains(id, "tandem"+name+"blue") || strings.Contains(id, "tandem"+name+"green") {
			found = append(found, id)
		}
	}
	for path := range f.graph {
		if strings.HasSuffix(path, "-"+name) {
			found = append(found, path)
		}
	}
	slices.Sort(found)
	return found
}

// noState is a stack of which there is no state, and a journal that forgets.
type noState struct{ forgotten, begun, ended int }

func (s *noState) Exists(context.Context) (bool, error) { return false, nil }
func (s *noState) Groups(context.Context) ([]string, error) {
	return nil, errors.New("there is no state")
}
func (s *noState) Destroy(context.Context) error { return errors.New("there is no state") }
func (s *noState) Forget(context.Context) error  { s.forgotten++; return nil }
func (s *noState) Begin() error                  { s.begun++; return nil }
func (s *noState) End() error                    { s.ended++; return nil }

// takeDown plans and takes down an environment of which there is no state.
func takeDown(f *fake, name string) error { return takeDownBy(f, name, clockwork.NewRealClock()) }

func takeDownBy(f *fake, name string, clock clockwork.Clock) error {
	s, id := &noState{}, Identity("tandem", name)
	p, err := PlanDown(context.Background(), f, id, s)
	if err != nil {
		return err
	}
	_, err = Down(context.Background(), Deps{Azure: f, Stack: s, Journal: s, Clock: clock}, id, p)
	return err
}

// reap runs cases that are taken down by what Azure says alone.
func (f *fake) reap(cases []Case) {
	Run(context.Background(), cases, 4, func(_ context.Context, c Case) (string, error) { return "", takeDown(f, c.Name) })
}
