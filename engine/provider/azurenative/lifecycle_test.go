package azurenative_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

const account = "azure-native:storage:StorageAccount"

func accountInputs() map[string]any {
	return map[string]any{
		"resourceGroupName": "rg", "accountName": "account", "location": "northeurope", "kind": "StorageV2",
		"sku":                    map[string]any{"name": "Standard_ZRS"},
		"enableHttpsTrafficOnly": true, "minimumTlsVersion": "TLS1_2",
		"networkRuleSet": map[string]any{"defaultAction": "Deny", "bypass": "None"},
		"identity":       map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{groupPath + "/identity"}},
		"tags":           map[string]any{"system": "demo", "owner": "ops"},
	}
}

// TestLifecycle: create asks, puts and reads; the body is ARM's and the
// outputs are the SDK's; update puts; delete deletes, twice if need be.
func TestLifecycle(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	f.fill = func(_ string, body map[string]any) {
		properties := body["properties"].(map[string]any)
		properties["provisioningState"] = "Succeeded"
		properties["primaryEndpoints"] = map[string]any{"blob": "https://account.blob/"}
	}
	state := create(t, p, account, accountInputs())
	if state.ID != accountPath {
		t.Errorf("id %s", state.ID)
	}
	path := strings.TrimPrefix(accountPath, groupPath)
	if got, want := f.sent(), "GET "+path+", PUT "+path+", GET "+path; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	body := f.live(accountPath)
	for where, want := range map[string]any{
		"properties.supportsHttpsTrafficOnly":  true,
		"properties.networkAcls.defaultAction": "Deny",
		"sku.name":                             "Standard_ZRS",
		"tags.owner":                           "ops",
	} {
		if got := at(t, body, where); got != want {
			t.Errorf("%s of the body is %v, want %v", where, got, want)
		}
	}
	identities, _ := at(t, body, "identity.userAssignedIdentities").(map[string]any)
	if _, ok := identities[groupPath+"/identity"]; !ok {
		t.Errorf("identities of the body: %v", identities)
	}
	if got := state.Outputs["primaryEndpoints"].ObjectValue()["blob"].StringValue(); got != "https://account.blob/" {
		t.Errorf("blob endpoint %q", got)
	}
	changed := accountInputs()
	changed["minimumTlsVersion"] = "TLS1_3"
	if _, err := p.Update(t.Context(), protocol.UpdateRequest{
		Subject: subject(account, "x"), ID: state.ID, OldInputs: props(accountInputs()), NewInputs: props(changed),
	}); err != nil {
		t.Fatal(err)
	}
	if got := at(t, f.live(accountPath), "properties.minimumTlsVersion"); got != "TLS1_3" {
		t.Errorf("after the update: %v", got)
	}
	for range 2 {
		if err := p.Delete(t.Context(), protocol.DeleteRequest{Subject: subject(account, "x"), ID: state.ID}); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := p.Read(t.Context(), protocol.ReadRequest{Subject: subject(account, "x"), ID: state.ID})
	if err != nil || gone.ID != "" {
		t.Errorf("reading what is gone: %v, %v", gone, err)
	}
}

// TestAlreadyExisting: what exists is not taken over, except what always does.
func TestAlreadyExisting(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	create(t, p, account, accountInputs())
	_, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
	if err == nil || err.Error() != "cannot create already existing resource "+accountPath {
		t.Errorf("got %v", err)
	}
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		f.refuse(w, http.StatusForbidden, "AuthorizationFailed", "not yours")
		return true
	}
	_, err = p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
	if err == nil || !strings.Contains(err.Error(), "AuthorizationFailed") || !strings.Contains(err.Error(), accountPath) {
		t.Errorf("got %v, want the refusal and the id", err)
	}
}

// TestSingletons: they are put without asking, and set back on delete;
// application settings are read by POST, for Azure shows them in no other way.
func TestSingletons(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	site := "/providers/Microsoft.Web/sites/app"
	cases := map[string]struct {
		token   string
		inputs  map[string]any
		id      string
		read    string
		path    string // in the body after delete
		setBack any
	}{
		"blob service": {
			token: "azure-native:storage:BlobServiceProperties", id: "/providers/Microsoft.Storage/storageAccounts/account/blobServices/default",
			inputs: map[string]any{"resourceGroupName": "rg", "accountName": "account", "blobServicesName": "default", "isVersioningEnabled": true},
			read:   "GET ", path: "properties.isVersioningEnabled", setBack: false,
		},
		"application settings": {
			token: "azure-native:web:WebAppApplicationSettings", id: site + "/config/appsettings",
			inputs: map[string]any{"resourceGroupName": "rg", "name": "app", "properties": map[string]any{"A": "1"}},
			read:   "POST ", path: "properties.A", setBack: nil,
		},
		"basic publishing credentials": {
			token: "azure-native:web:WebAppFtpAllowed", id: site + "/basicPublishingCredentialsPolicies/ftp",
			inputs: map[string]any{"resourceGroupName": "rg", "name": "app", "allow": false},
			read:   "GET ", path: "properties.allow", setBack: true,
		},
		"auditing": {
			token: "azure-native:sql:ServerBlobAuditingPolicy", id: "/providers/Microsoft.Sql/servers/s/auditingSettings/default",
			inputs: map[string]any{"resourceGroupName": "rg", "serverName": "s", "blobAuditingPolicyName": "default", "state": "Enabled"},
			read:   "GET ", path: "properties.state", setBack: "Disabled",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f.sent()
			state := create(t, p, c.token, c.inputs)
			list := ""
			if c.read == "POST " {
				list = "/list"
			}
			if got, want := f.sent(), "PUT "+c.id+", "+c.read+c.id+list; got != want {
				t.Errorf("sent %s, want %s", got, want)
			}
			if err := p.Delete(t.Context(), protocol.DeleteRequest{Subject: subject(c.token, "x"), ID: state.ID, Inputs: props(c.inputs)}); err != nil {
				t.Fatal(err)
			}
			if got, want := f.sent(), "PUT "+c.id; got != want {
				t.Errorf("sent %s, want %s", got, want)
			}
			if got := at(t, f.live(groupPath+c.id), c.path); got != c.setBack {
				t.Errorf("%s is %v after delete, want %v", c.path, got, c.setBack)
			}
		})
	}
}

// TestFailedOperation: what Azure accepted and then failed to finish is
// recorded with its id and what exists of it; what vanished is a plain error.
func TestFailedOperation(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	vanish := false
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.Method == http.MethodPut:
			w.Header().Set("Azure-AsyncOperation", f.server.URL+"/subscriptions/operations/1")
			return false
		case strings.Contains(r.URL.Path, "/operations/"):
			f.answer(w, http.StatusOK, map[string]any{
				"status": "Failed", "error": map[string]any{"code": "SkuNotAvailable", "message": "none left"},
			})
			if vanish {
				f.mu.Lock()
				defer f.mu.Unlock()
				clear(f.resources)
			}
			return true
		}
		return false
	}
	_, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
	var partial *protocol.PartialError
	if !errors.As(err, &partial) || partial.State.ID != accountPath ||
		!strings.Contains(partial.Error(), "SkuNotAvailable: none left") ||
		partial.State.Outputs["kind"].StringValue() != "StorageV2" {
		t.Errorf("got %v", err)
	}
	vanish = true
	clear(f.resources)
	_, err = p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
	if err == nil || errors.As(err, new(*protocol.PartialError)) {
		t.Errorf("got %v, want a plain error", err)
	}
}

// TestUnansweredPut: a PUT to which no answer comes may have been carried out;
// unless reading says that it was not, the resource is reported.
func TestUnansweredPut(t *testing.T) {
	for _, c := range []struct {
		name             string
		made, dead, want bool
	}{
		{"made", true, false, true},
		{"not made", false, false, false},
		{"nobody to ask", true, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := startARM(t)
			p := f.provider()
			lost := false
			f.before = func(_ http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPut {
					lost = true
					if c.made {
						f.mu.Lock()
						f.resources[strings.ToLower(accountPath)] = map[string]any{"id": accountPath, "kind": "StorageV2"}
						f.mu.Unlock()
					}
				}
				if r.Method == http.MethodPut || lost && c.dead {
					panic(http.ErrAbortHandler)
				}
				return false
			}
			_, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
			var partial *protocol.PartialError
			if reported := errors.As(err, &partial); reported != c.want || reported && partial.State.ID != accountPath {
				t.Errorf("got %v, the resource is to be reported: %v", err, c.want)
			}
		})
	}
}

// TestCancelledCreate: a cancelled wait still reports what was begun.
func TestCancelledCreate(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	ctx, cancel := context.WithCancel(t.Context())
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			w.Header().Set("Azure-AsyncOperation", f.server.URL+"/subscriptions/operations/1")
			cancel()
		}
		return false
	}
	_, err := p.Create(ctx, protocol.CreateRequest{Subject: subject(account, "x"), Inputs: props(accountInputs())})
	var partial *protocol.PartialError
	if !errors.As(err, &partial) || partial.State.ID != accountPath {
		t.Errorf("got %v, want the resource to be reported", err)
	}
}

// TestPreview: a preview sends nothing, keeps what is unknown and leaves open
// what only Azure can say.
func TestPreview(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	inputs := props(accountInputs())
	inputs["resourceGroupName"] = resource.MakeComputed(resource.NewStringProperty(""))
	state, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(account, "x"), Inputs: inputs, Preview: true})
	if err != nil {
		t.Fatal(err)
	}
	if state.ID != "" || !state.Outputs["resourceGroupName"].IsComputed() || !state.Outputs["primaryEndpoints"].IsComputed() ||
		!state.Outputs["identity"].ObjectValue()["principalId"].IsComputed() ||
		state.Outputs["kind"].StringValue() != "StorageV2" {
		t.Errorf("got %v", state)
	}
	old := props(map[string]any{"kind": "StorageV2", "primaryEndpoints": map[string]any{"blob": "b"}, "minimumTlsVersion": "TLS1_2"})
	updated, err := p.Update(t.Context(), protocol.UpdateRequest{
		Subject: subject(account, "x"), ID: accountPath, OldOutputs: old,
		NewInputs: props(map[string]any{"kind": "StorageV2", "minimumTlsVersion": "TLS1_3"}), Preview: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if updated.Outputs["primaryEndpoints"].IsComputed() || updated.Outputs["minimumTlsVersion"].StringValue() != "TLS1_3" {
		t.Errorf("got %v", updated.Outputs)
	}
	if got := f.sent(); got != "" {
		t.Errorf("a preview sent %s", got)
	}
}

// TestSecrets: outputs are secret where the inputs that they mirror are.
func TestSecrets(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	inputs := props(map[string]any{"resourceGroupName": "rg", "name": "app", "properties": map[string]any{"A": "1"}})
	inputs["properties"].ObjectValue()["B"] = resource.MakeSecret(resource.NewStringProperty("hush"))
	token := "azure-native:web:WebAppApplicationSettings"
	state, err := p.Create(t.Context(), protocol.CreateRequest{Subject: subject(token, "x"), Inputs: inputs})
	if err != nil {
		t.Fatal(err)
	}
	settings := state.Outputs["properties"].ObjectValue()
	if settings["A"].IsSecret() || !settings["B"].IsSecret() {
		t.Errorf("got %v", settings)
	}
	if got := at(t, f.live(state.ID), "properties.B"); got != "hush" {
		t.Errorf("sent %v", got)
	}
	read, err := p.Read(t.Context(), protocol.ReadRequest{Subject: subject(token, "x"), ID: state.ID, Inputs: inputs, Outputs: state.Outputs})
	if err != nil || !read.Inputs["properties"].ObjectValue()["B"].IsSecret() {
		t.Errorf("read %v, %v", read.Inputs, err)
	}
	if diff, err := p.Diff(t.Context(), protocol.DiffRequest{Subject: subject(token, "x"), OldInputs: read.Inputs, NewInputs: inputs}); err != nil || len(diff.Changes) != 0 {
		t.Errorf("an untouched resource differs: %s, %v", changes(diff), err)
	}
}

// TestGivenName: where Azure makes up the name, the resource is known by that.
func TestGivenName(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	const policy = "/providers/Microsoft.Storage/storageAccounts/account/objectReplicationPolicies/"
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			body := map[string]any{"id": groupPath + policy + "guid", "properties": map[string]any{"policyId": "guid"}}
			f.resources[strings.ToLower(groupPath+policy)+"guid"] = body
			f.answer(w, http.StatusOK, body)
		}
		return r.Method == http.MethodPut
	}
	state := create(t, p, "azure-native:storage:ObjectReplicationPolicy", map[string]any{
		"resourceGroupName": "rg", "accountName": "account", "objectReplicationPolicyId": "default",
		"sourceAccount": "a", "destinationAccount": "b",
	})
	if state.ID != groupPath+policy+"guid" || state.Outputs["policyId"].StringValue() != "guid" {
		t.Errorf("got %v", state)
	}
}
