package azurenative_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/azurenative"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

const (
	subscription = "00000000-0000-4000-8000-00000000000a"
	groupPath    = "/subscriptions/" + subscription + "/resourceGroups/rg"
	accountPath  = groupPath + "/providers/Microsoft.Storage/storageAccounts/account"
)

// fakeARM keeps whatever is put and says where it is: no more of Azure than
// the double's own steps need.
type fakeARM struct {
	t         *testing.T
	mu        sync.Mutex
	resources map[string]map[string]any // by lower-case id
	requests  []string                  // "METHOD /path"
	// fill adds what Azure fills in, by lower-case type segment of the id.
	fill func(id string, body map[string]any)
	// before answers instead of the fake if it returns true.
	before func(w http.ResponseWriter, r *http.Request) bool
	server *httptest.Server
}

func startARM(t *testing.T) *fakeARM {
	t.Helper()
	f := &fakeARM{t: t, resources: map[string]map[string]any{}}
	f.server = httptest.NewTLSServer(f)
	t.Cleanup(f.server.Close)
	return f
}

// provider returns a configured provider that never really waits.
func (f *fakeARM) provider() *azurenative.Provider {
	f.t.Helper()
	env := map[string]string{
		"ARM_SUBSCRIPTION_ID": subscription, "ARM_TENANT_ID": "00000000-0000-4000-8000-00000000000b",
		"ARM_CLIENT_ID": "00000000-0000-4000-8000-00000000000c", "ARM_CLIENT_SECRET": "secret",
		"ARM_RESOURCE_MANAGER_ENDPOINT": f.server.URL, "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": f.server.URL,
		"ARM_DISABLE_INSTANCE_DISCOVERY": "true",
	}
	p := azurenative.New(azurenative.Options{
		Getenv: func(name string) string { return env[name] },
		Client: arm.Options{HTTP: f.server.Client(), Clock: &steppingClock{clockwork.NewFakeClock()}},
	})
	if err := p.Configure(f.t.Context(), resource.PropertyMap{}); err != nil {
		f.t.Fatal(err)
	}
	return p
}

// steppingClock lets no one wait: a timer moves the clock on to its own end.
type steppingClock struct{ *clockwork.FakeClock }

func (c *steppingClock) NewTimer(d time.Duration) clockwork.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.Advance(d)
	return timer
}

func (f *fakeARM) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, "openid-configuration") || strings.HasSuffix(r.URL.Path, "/token") {
		f.login(w, r)
		return
	}
	f.mu.Lock()
	f.requests = append(f.requests, r.Method+" "+r.URL.Path)
	f.mu.Unlock()
	if r.Header.Get("Authorization") == "" {
		f.refuse(w, http.StatusUnauthorized, "AuthenticationFailed", "no token")
		return
	}
	if f.before != nil && f.before(w, r) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	id := strings.ToLower(strings.TrimSuffix(r.URL.Path, "/list"))
	switch r.Method {
	case http.MethodPut:
		f.put(w, r, id)
	case http.MethodDelete:
		delete(f.resources, id)
		w.WriteHeader(http.StatusNoContent)
	default:
		body, ok := f.resources[id]
		if !ok {
			f.refuse(w, http.StatusNotFound, "ResourceNotFound", "there is no "+r.URL.Path)
			return
		}
		f.answer(w, http.StatusOK, body)
	}
}

func (f *fakeARM) put(w http.ResponseWriter, r *http.Request, id string) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		f.refuse(w, http.StatusBadRequest, "InvalidRequestContent", err.Error())
		return
	}
	body["id"] = r.URL.Path
	body["name"] = r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	if f.fill != nil {
		f.fill(id, body)
	}
	f.resources[id] = body
	f.answer(w, http.StatusCreated, body)
}

func (f *fakeARM) login(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		// header {}, claims {"oid":"o","tid":"t","appid":"a"}
		f.answer(w, http.StatusOK, map[string]any{
			"access_token": "e30.eyJvaWQiOiJvIiwidGlkIjoidCIsImFwcGlkIjoiYSJ9.x", "expires_in": 3600, "token_type": "Bearer",
		})
		return
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	base := f.server.URL + "/" + tenant
	f.answer(w, http.StatusOK, map[string]any{
		"issuer": base + "/v2.0", "token_endpoint": base + "/oauth2/v2.0/token",
		"authorization_endpoint": base + "/oauth2/v2.0/authorize",
	})
}

func (f *fakeARM) answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		f.t.Error(err)
	}
}

func (f *fakeARM) refuse(w http.ResponseWriter, status int, code, message string) {
	f.answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": message}})
}

// sent are the requests so far, with ids shortened to what follows the group.
func (f *fakeARM) sent() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := strings.Join(f.requests, ", ")
	f.requests = nil
	return strings.ReplaceAll(text, groupPath, "")
}

// live is the resource with the id, for tests to look at and to edit.
func (f *fakeARM) live(id string) map[string]any {
	f.t.Helper()
	body, ok := f.resources[strings.ToLower(id)]
	if !ok {
		f.t.Fatalf("there is no %s among %v", id, maps.Keys(f.resources))
	}
	return body
}

func at(t *testing.T, body map[string]any, path string) any {
	t.Helper()
	var value any = body
	for _, name := range strings.Split(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			t.Fatalf("nothing at %s of %v", path, body)
		}
		value = object[name]
	}
	return value
}

func set(t *testing.T, body map[string]any, path string, value any) {
	t.Helper()
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		inner, ok := body[name].(map[string]any)
		if !ok {
			t.Fatalf("nothing at %s", path)
		}
		body = inner
	}
	if value == nil {
		delete(body, names[len(names)-1])
		return
	}
	body[names[len(names)-1]] = value
}

func subject(token, name string) protocol.Subject {
	return protocol.Subject{
		URN: resource.URN("urn:pulumi:blue::tandem::" + token + "::" + name), Type: token, Name: name,
	}
}

func props(values map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(values) }

func create(t *testing.T, p *azurenative.Provider, token string, inputs map[string]any) protocol.State {
	t.Helper()
	state, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(token, "x"), Inputs: props(inputs)})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func changes(result protocol.DiffResult) string {
	var list []string
	for _, c := range result.Changes {
		mark := []string{"+", "~", "-"}[c.Kind]
		if c.Replace {
			mark += "!"
		}
		list = append(list, fmt.Sprintf("%s%s", mark, c.Path))
	}
	return strings.Join(list, " ")
}
