package azurenative_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/azurenative"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

// TestCheck: names and locations are filled in where they are left out, what
// is missing is told all at once, secrets and unknown values stay.
func TestCheck(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	f.resources[strings.ToLower(groupPath)] = map[string]any{"location": "swedencentral"}
	news := props(map[string]any{"resourceGroupName": "rg", "kind": "StorageV2"})
	news["sku"] = resource.MakeComputed(resource.NewStringProperty(""))
	req := protocol.CheckRequest{Subject: subject(account, "data"), New: news, RandomSeed: []byte("seed")}
	result, err := p.Check(t.Context(), req)
	if err != nil || len(result.Failures) != 0 {
		t.Fatalf("got %v, %v", result.Failures, err)
	}
	name := result.Inputs["accountName"].StringValue()
	if !strings.HasPrefix(name, "data") || len(name) != len("data")+8 {
		t.Errorf("automatic name %q", name)
	}
	if got := result.Inputs["location"].StringValue(); got != "swedencentral" {
		t.Errorf("location %q, want the resource group's", got)
	}
	if !result.Inputs["sku"].IsComputed() {
		t.Error("an unknown value became known")
	}
	req.Old, req.RandomSeed = result.Inputs, []byte("other")
	again, err := p.Check(t.Context(), req)
	if err != nil || again.Inputs["accountName"].StringValue() != name {
		t.Errorf("the automatic name changed: %v, %v", again.Inputs, err)
	}
	token := "azure-native:sql:FailoverGroup"
	result, err = p.Check(t.Context(), protocol.CheckRequest{Subject: subject(token, "fg"), New: props(map[string]any{})})
	var missing []string
	for _, failure := range result.Failures {
		missing = append(missing, failure.Property)
	}
	if got := strings.Join(missing, " "); err != nil || got != "resourceGroupName serverName partnerServers readWriteEndpoint" {
		t.Errorf("missing %q, %v", got, err)
	}
	_, err = p.Check(t.Context(), protocol.CheckRequest{Subject: subject("azure-native:nothing:Such", "x")})
	if err == nil || !strings.Contains(err.Error(), "azure-native:nothing:Such") {
		t.Errorf("got %v, want the token to be named", err)
	}
}

// TestConfigure: without a subscription it says what to set.
func TestConfigure(t *testing.T) {
	p := azurenative.New(azurenative.Options{Getenv: func(string) string { return "" }})
	err := p.Configure(t.Context(), resource.PropertyMap{})
	if err == nil || !strings.Contains(err.Error(), "ARM_SUBSCRIPTION_ID") {
		t.Errorf("got %v", err)
	}
}

// TestInvoke: who is logged in, a resource as it is, and an action's answer,
// which is secret.
func TestInvoke(t *testing.T) {
	f := startARM(t)
	p := f.provider()
	config, err := p.Invoke(t.Context(), "azure-native:authorization:getClientConfig", nil)
	if err != nil || config.Return["objectId"].StringValue() != "o" || config.Return["subscriptionId"].StringValue() != subscription {
		t.Errorf("got %v, %v", config.Return, err)
	}
	token, err := p.Invoke(t.Context(), "azure-native:authorization:getClientToken", resource.PropertyMap{})
	if err != nil || !token.Return["token"].IsSecret() {
		t.Errorf("got %v, %v", token.Return, err)
	}
	create(t, p, account, accountInputs())
	found, err := p.Invoke(t.Context(), "azure-native:storage:getStorageAccount",
		props(map[string]any{"resourceGroupName": "rg", "accountName": "account"}))
	if err != nil || !found.Return["enableHttpsTrafficOnly"].BoolValue() || found.Return["id"].StringValue() != accountPath {
		t.Errorf("got %v, %v", found.Return, err)
	}
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/listKeys") {
			f.answer(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{"value": "hush"}}})
			return true
		}
		return false
	}
	keys, err := p.Invoke(t.Context(), "azure-native:storage:listStorageAccountKeys",
		props(map[string]any{"resourceGroupName": "rg", "accountName": "account"}))
	if err != nil || !keys.Return["keys"].IsSecret() {
		t.Errorf("got %v, %v", keys.Return, err)
	}
	_, err = p.Invoke(t.Context(), "azure-native:storage:getStorageAccount",
		props(map[string]any{"resourceGroupName": "rg", "accountName": "missing"}))
	if err == nil || !strings.Contains(err.Error(), "ResourceNotFound") {
		t.Errorf("got %v", err)
	}
}
