package azuread_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/azuread"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

const (
	application  = "azuread:index/application:Application"
	registration = "azuread:index/applicationRegistration:ApplicationRegistration"
	principal    = "azuread:index/servicePrincipal:ServicePrincipal"
	credential   = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
	group        = "azuread:index/group:Group"
	member       = "azuread:index/groupMember:GroupMember"
)

// fakeGraph keeps what is posted, under ids that count up.
type fakeGraph struct {
	t       *testing.T
	mu      sync.Mutex
	objects map[string]map[string]any // by path
	members map[string][]string       // by group path
	sent    []string
	bodies  []map[string]any
	server  *httptest.Server
}

func start(t *testing.T) (*fakeGraph, *azuread.Provider) {
	t.Helper()
	f := &fakeGraph{t: t, objects: map[string]map[string]any{}, members: map[string][]string{}}
	f.server = httptest.NewTLSServer(f)
	t.Cleanup(f.server.Close)
	env := map[string]string{
		"ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "s",
		"ARM_RESOURCE_MANAGER_ENDPOINT": f.server.URL, "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": f.server.URL,
		"ARM_DISABLE_INSTANCE_DISCOVERY": "true",
	}
	p := azuread.New(azuread.Options{
		Getenv: func(name string) string { return env[name] }, Client: arm.Options{HTTP: f.server.Client()},
	})
	if err := p.Configure(t.Context(), resource.PropertyMap{}); err != nil {
		t.Fatal(err)
	}
	return f, p
}

func (f *fakeGraph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	base := f.server.URL
	path := r.URL.Path
	switch {
	case path == "/metadata/endpoints":
		f.answer(w, 200, map[string]any{"microsoftGraphResourceId": base + "/", "graphAudience": "https://graph.example/"})
		return
	case strings.Contains(path, "openid-configuration"):
		f.answer(w, 200, map[string]any{
			"issuer": base + "/t/v2.0", "token_endpoint": base + "/t/token", "authorization_endpoint": base + "/t/authorize",
		})
		return
	case strings.HasSuffix(path, "/token"):
		f.answer(w, 200, map[string]any{
			"access_token": "e30.eyJvaWQiOiJvIiwidGlkIjoidCIsImFwcGlkIjoiYSJ9.x", "expires_in": 3600, "token_type": "Bearer",
		})
		return
	}
	body := map[string]any{}
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			f.t.Error(err)
		}
		f.bodies = append(f.bodies, body)
	}
	f.sent = append(f.sent, r.Method+" "+strings.TrimPrefix(path, "/v1.0"))
	f.objectRequest(w, r, path, body)
}

func (f *fakeGraph) objectRequest(w http.ResponseWriter, r *http.Request, path string, body map[string]any) {
	owner, isMembers := strings.CutSuffix(strings.TrimSuffix(path, "/$ref"), "/members")
	switch {
	case isMembers && r.Method == http.MethodPost:
		reference, _ := body["@odata.id"].(string)
		f.members[owner] = append(f.members[owner], reference[strings.LastIndex(reference, "/")+1:])
		w.WriteHeader(http.StatusNoContent)
	case isMembers:
		var list []any
		for _, id := range f.members[owner] {
			list = append(list, map[string]any{"id": id})
		}
		f.answer(w, 200, map[string]any{"value": list})
	case r.Method == http.MethodPost:
		id := fmt.Sprintf("id%d", len(f.objects)+1)
		body["id"] = id
		if strings.HasSuffix(path, "/applications") {
			body["appId"], body["publisherDomain"] = "app-"+id, "example.com"
		}
		f.objects[path+"/"+id] = body
		f.answer(w, 201, body)
	case r.Method == http.MethodGet && r.URL.Query().Has("$filter"):
		var list []any
		for where, object := range f.objects {
			if strings.HasPrefix(where, path+"/") {
				list = append(list, object)
			}
		}
		f.answer(w, 200, map[string]any{"value": list})
	case f.objects[path] == nil:
		f.answer(w, 404, map[string]any{"error": map[string]any{"code": "Request_ResourceNotFound", "message": "no " + path}})
	case r.Method == http.MethodPatch:
		for key, value := range body {
			f.objects[path][key] = value
		}
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodDelete:
		delete(f.objects, path)
		w.WriteHeader(http.StatusNoContent)
	default:
		f.answer(w, 200, f.objects[path])
	}
}

func (f *fakeGraph) answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		f.t.Error(err)
	}
}

func subject(token string) protocol.Subject { return protocol.Subject{Type: token, Name: "x"} }

func props(values map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(values) }

func create(t *testing.T, p *azuread.Provider, token string, inputs map[string]any) protocol.State {
	t.Helper()
	state, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(token), Inputs: props(inputs)})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func signIn() map[string]any {
	return map[string]any{
		"displayName": "sign-in", "signInAudience": "AzureADMyOrg",
		"groupMembershipClaims": []any{"SecurityGroup", "ApplicationGroup"},
		"api":                   map[string]any{"requestedAccessTokenVersion": 2.0},
		"web": map[string]any{
			"redirectUris":  []any{"https://a/cb", "https://b/cb"},
			"implicitGrant": map[string]any{"idTokenIssuanceEnabled": true},
		},
		"appRoles": []any{map[string]any{
			"id": "r1", "value": "Admin", "displayName": "Admin", "description": "d", "enabled": true, "allowedMemberTypes": []any{"User"},
		}},
		"requiredResourceAccesses": []any{map[string]any{
			"resourceAppId": "g", "resourceAccesses": []any{map[string]any{"id": "x", "type": "Scope"}},
		}},
	}
}

// TestApplication: properties get Graph's names on the way down and the SDK's
// on the way up, and nothing differs afterwards.
func TestApplication(t *testing.T) {
	f, p := start(t)
	state := create(t, p, application, signIn())
	body, err := json.Marshal(f.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"groupMembershipClaims":"SecurityGroup,ApplicationGroup"`, `"enableIdTokenIssuance":true`, `"isEnabled":true`,
		`"requiredResourceAccess":[{"resourceAccess":[{"id":"x","type":"Scope"}],"resourceAppId":"g"}]`,
	} {
		if !strings.Contains(string(body), part) {
			t.Errorf("the body lacks %s: %s", part, body)
		}
	}
	if state.ID != "/applications/id1" || state.Outputs["clientId"].StringValue() != "app-id1" ||
		state.Outputs["objectId"].StringValue() != "id1" ||
		state.Outputs["appRoleIds"].ObjectValue()["Admin"].StringValue() != "r1" {
		t.Errorf("got %v", state)
	}
	read, err := p.Read(t.Context(), protocol.ReadRequest{
		Subject: subject(application), ID: state.ID, Inputs: props(signIn()), Outputs: state.Outputs,
	})
	if err != nil || !read.Inputs.DeepEquals(props(signIn())) {
		t.Errorf("an untouched application reads as %v, %v", read.Inputs, err)
	}
}

// TestDriftAndUpdate: a redirect address that somebody added shows, and the
// update that takes it away patches no more than that.
func TestDriftAndUpdate(t *testing.T) {
	f, p := start(t)
	state := create(t, p, application, signIn())
	web := f.objects["/v1.0/applications/id1"]["web"].(map[string]any)
	web["redirectUris"] = append(web["redirectUris"].([]any), "https://evil/cb")
	read, err := p.Read(t.Context(), protocol.ReadRequest{
		Subject: subject(application), ID: state.ID, Inputs: props(signIn()), Outputs: state.Outputs,
	})
	if err != nil {
		t.Fatal(err)
	}
	diff, err := p.Diff(t.Context(), protocol.DiffRequest{
		Subject: subject(application), OldInputs: read.Inputs, NewInputs: props(signIn()),
	})
	if err != nil || len(diff.Changes) != 1 || diff.Changes[0].Path.String() != "web.redirectUris[2]" || diff.Changes[0].Replace {
		t.Errorf("got %v, %v", diff, err)
	}
	f.bodies = nil
	if _, err := p.Update(t.Context(), protocol.UpdateRequest{
		Subject: subject(application), ID: state.ID, OldInputs: read.Inputs, OldOutputs: read.Outputs, NewInputs: props(signIn()),
	}); err != nil {
		t.Fatal(err)
	}
	if len(f.bodies) != 1 || len(f.bodies[0]) != 1 || f.bodies[0]["web"] == nil {
		t.Errorf("patched %v", f.bodies)
	}
	if err := p.Delete(t.Context(), protocol.DeleteRequest{Subject: subject(application), ID: state.ID}); err != nil {
		t.Fatal(err)
	}
	gone, err := p.Read(t.Context(), protocol.ReadRequest{Subject: subject(application), ID: state.ID})
	if err != nil || gone.ID != "" {
		t.Errorf("got %v, %v", gone, err)
	}
}

// TestOtherKinds: each lives where Graph keeps it, and is found again by its id.
func TestOtherKinds(t *testing.T) {
	f, p := start(t)
	app := create(t, p, registration, map[string]any{"displayName": "r", "homepageUrl": "https://h"})
	cases := []struct {
		token  string
		inputs map[string]any
		post   string
		id     string
	}{
		{principal, map[string]any{"clientId": "app-id1", "appRoleAssignmentRequired": true}, "POST /servicePrincipals", "id2"},
		{
			credential, map[string]any{
				"applicationId": app.ID, "displayName": "blue", "issuer": "https://i", "subject": "s", "audiences": []any{"a"},
			}, "POST /applications/id1/federatedIdentityCredentials", "id1/federatedIdentityCredential/id3",
		},
		{group, map[string]any{"displayName": "Data Admins", "securityEnabled": true}, "POST /groups", "id4"},
		{member, map[string]any{"groupObjectId": "id4", "memberObjectId": "m"}, "POST /groups/id4/members/$ref", "id4/member/m"},
	}
	for _, c := range cases {
		f.sent = nil
		state := create(t, p, c.token, c.inputs)
		if state.ID != c.id || f.sent[0] != c.post {
			t.Errorf("%s: id %s by %v, want %s by %s", c.token, state.ID, f.sent, c.id, c.post)
		}
		read, err := p.Read(t.Context(), protocol.ReadRequest{
			Subject: subject(c.token), ID: state.ID, Inputs: props(c.inputs), Outputs: state.Outputs,
		})
		if err != nil || read.ID != c.id || !read.Inputs.DeepEquals(props(c.inputs)) {
			t.Errorf("%s: read %v, %v", c.token, read, err)
		}
	}
	existing := create(t, p, principal, map[string]any{"clientId": "app-id1", "useExisting": true})
	if existing.ID != "id2" {
		t.Errorf("useExisting found %s", existing.ID)
	}
	if err := p.Delete(t.Context(), protocol.DeleteRequest{
		Subject: subject(principal), ID: "id2", Inputs: props(map[string]any{"useExisting": true}),
	}); err != nil || f.objects["/v1.0/servicePrincipals/id2"] == nil {
		t.Errorf("what was there before was deleted: %v", err)
	}
}

// TestRefusals: what the double cannot carry is refused by name.
func TestRefusals(t *testing.T) {
	_, p := start(t)
	_, err := p.Check(t.Context(), protocol.CheckRequest{Subject: subject("azuread:index/user:User")})
	if err == nil || !strings.Contains(err.Error(), "azuread:index/user:User") {
		t.Errorf("got %v", err)
	}
	result, err := p.Check(t.Context(), protocol.CheckRequest{
		Subject: subject(application), New: props(map[string]any{"logoImage": "x"}),
	})
	if err != nil || len(result.Failures) != 2 {
		t.Errorf("got %v, %v; want the missing name and the logo", result.Failures, err)
	}
	_, err = p.Create(t.Context(), protocol.CreateRequest{Subject: subject(application), Inputs: props(map[string]any{"displayName": "a"})})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Create(t.Context(), protocol.CreateRequest{
		Subject: subject(application), Inputs: props(map[string]any{"displayName": "a", "preventDuplicateNames": true}),
	})
	if err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("got %v", err)
	}
}

// TestInvoke: who is logged in, and an application by its name.
func TestInvoke(t *testing.T) {
	_, p := start(t)
	config, err := p.Invoke(t.Context(), "azuread:index/getClientConfig:getClientConfig", nil)
	if err != nil || config.Return["objectId"].StringValue() != "o" || config.Return["tenantId"].StringValue() != "t" {
		t.Errorf("got %v, %v", config, err)
	}
	create(t, p, application, signIn())
	found, err := p.Invoke(t.Context(), "azuread:index/getApplication:getApplication", props(map[string]any{"displayName": "sign-in"}))
	if err != nil || found.Return["clientId"].StringValue() != "app-id1" {
		t.Errorf("got %v, %v", found, err)
	}
}
