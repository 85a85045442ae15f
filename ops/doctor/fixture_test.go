package doctor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/doctor"
	"github.com/tandem-platform/tandem/sandbox"
)

// world is a sandbox in which everything stands that the document sets up, and
// the input that finds it so. The data plane, which the sandbox has not, is
// unreachable where blobs says why. What the sandbox would not answer by itself,
// the hooks make of it.
type world struct {
	*armrest.Client
	t     *testing.T
	env   map[string]string
	in    doctor.Input
	blobs error
	// refuse says which paths Azure refuses for want of a right; login is why the
	// login fails; alter changes what is answered at a path.
	refuse func(path string) bool
	login  error
	alter  func(path string, docs ...map[string]any)
	graph  string            // token
	base   string            // of Graph
	http   *http.Client      // trusts the sandbox
	ids    map[string]string // of what was made, by what it is
}

const (
	account   = "ststateshop"
	container = "state"
	vault     = "kv-state-shop"
)

func (w *world) ReadBlobs(context.Context, string) error { return w.blobs }

func (w *world) Identity(ctx context.Context) (armrest.Identity, error) {
	if w.login != nil {
		return armrest.Identity{}, w.login
	}
	return w.Client.Identity(ctx)
}

// hooked is what the hooks make of an answer.
func (w *world) hooked(path string, docs []map[string]any, err error) ([]map[string]any, error) {
	if w.refuse != nil && w.refuse(path) {
		return nil, &armrest.Error{Status: http.StatusForbidden, Code: "AuthorizationFailed", Message: "does not have authorization"}
	}
	if w.alter != nil && err == nil {
		w.alter(path, docs...)
	}
	return docs, err
}

func (w *world) Get(ctx context.Context, id, version string) (map[string]any, bool, error) {
	doc, found, err := w.Client.Get(ctx, id, version)
	docs, err := w.hooked(id, []map[string]any{doc}, err)
	if err != nil {
		return nil, false, err
	}
	return docs[0], found, nil
}

func (w *world) List(ctx context.Context, path, version string) ([]map[string]any, error) {
	docs, err := w.Client.List(ctx, path, version)
	return w.hooked(path, docs, err)
}

func (w *world) AskWith(ctx context.Context, id, version string, body map[string]any) (map[string]any, error) {
	doc, err := w.Client.AskWith(ctx, id, version, body)
	docs, err := w.hooked(id, []map[string]any{doc}, err)
	if err != nil {
		return nil, err
	}
	return docs[0], nil
}

func (w *world) GraphList(ctx context.Context, collection, filter string) ([]map[string]any, error) {
	docs, err := w.Client.GraphList(ctx, collection, filter)
	return w.hooked(collection, docs, err)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := sandbox.Start(t.Context(), sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	w := &world{t: t, env: s.Env(), ids: map[string]string{}, base: s.Endpoint()}
	w.env["PULUMI_BACKEND_URL"] = "azblob://" + container + "?storage_account=" + account
	w.Client, err = armrest.New(w.getenv)
	require.NoError(t, err)
	w.graph, err = w.Token(t.Context(), "https://graph.microsoft.com")
	require.NoError(t, err)
	w.http = trusting(t, s.CAPEM())
	all, err := settings.LoadDir(checkout(t))
	require.NoError(t, err)
	provider := "azurekeyvault://" + vault + ".vault.azure.net/keys/pulumi"
	w.in = doctor.Input{Getenv: w.getenv, Settings: all, Azure: w,
		Secrets: map[string]string{"blue": provider, "green": provider, "global": provider}}
	w.build()
	return w
}

func (w *world) getenv(name string) string { return w.env[name] }

func (w *world) sub(path string) string { return "/subscriptions/" + sandbox.SubscriptionID + path }

// state is the id of something in the group of the state.
func (w *world) state(path string) string {
	return w.sub("/resourceGroups/shop-prod-state" + path)
}

func (w *world) put(id, version, body string) {
	w.t.Helper()
	var doc map[string]any
	require.NoError(w.t, json.Unmarshal([]byte(body), &doc))
	require.NoError(w.t, w.Put(w.t.Context(), id, version, doc))
}

// post makes a directory object and returns its document.
func (w *world) post(path, body string) map[string]any {
	w.t.Helper()
	doc := map[string]any{}
	require.NoError(w.t, json.Unmarshal(w.send(http.MethodPost, path, body), &doc))
	return doc
}

func (w *world) send(method, path, body string) []byte {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.base+path, strings.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+w.graph)
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.http.Do(req)
	require.NoError(w.t, err)
	raw, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, resp.Body.Close())
	require.Less(w.t, resp.StatusCode, 300, string(raw))
	return raw
}

const (
	accountBody = `{"location":"francecentral","kind":"StorageV2","sku":{"name":"Standard_GZRS"},"properties":{
		"allowBlobPublicAccess":false,"allowSharedKeyAccess":false,"supportsHttpsTrafficOnly":true,"minimumTlsVersion":"TLS1_2"}}`
	blobsBody = `{"properties":{"isVersioningEnabled":true,"deleteRetentionPolicy":{"enabled":true,"days":30},
		"containerDeleteRetentionPolicy":{"enabled":true,"days":30}}}`
	keyBody = `{"properties":{"kty":"RSA","keySize":3072,"keyOps":["encrypt","decrypt"]}}`
)

func vaultBody(tenant string, more string) string {
	return fmt.Sprintf(`{"location":"francecentral","properties":{"tenantId":%q,"sku":{"family":"A","name":"standard"},
		"enableRbacAuthorization":true,"enableSoftDelete":true%s}}`, tenant, more)
}

// build sets up what the document sets up.
func (w *world) build() {
	w.put(w.state(""), "2022-09-01", `{"location":"francecentral"}`)
	w.put(w.account(), "2022-09-01", accountBody)
	w.put(w.account()+"/blobServices/default", "2022-09-01", blobsBody)
	w.put(w.container(), "2022-09-01", `{"properties":{"publicAccess":"None"}}`)
	w.put(w.account()+"/providers/Microsoft.Authorization/locks/keep-state", "2020-05-01", `{"properties":{"level":"CanNotDelete"}}`)
	w.put(w.vault(), "2023-02-01", vaultBody(w.Tenant(), `,"enablePurgeProtection":true`))
	w.put(w.vault()+"/keys/pulumi", "2023-02-01", keyBody)
	group := w.post("/v1.0/groups", `{"displayName":"shop-prod-data-admins","mailEnabled":false,"mailNickname":"a","securityEnabled":true}`)
	w.ids["group"] = group["id"].(string)
	for _, stack := range []string{"blue", "green"} {
		for _, s := range w.in.Settings.Stacks[stack].Stamps {
			s.DataAdminsObjectID = w.ids["group"]
		}
	}
	for i, use := range []doctor.Use{doctor.Preview, doctor.Deploy, doctor.Data} {
		w.identity(i, use)
	}
	w.send(http.MethodPost, "/v1.0/groups/"+w.ids["group"]+"/members/$ref", w.reference(w.ids["data"]))
}

func (w *world) account() string {
	return w.state("/providers/Microsoft.Storage/storageAccounts/" + account)
}
func (w *world) container() string {
	return w.account() + "/blobServices/default/containers/" + container
}
func (w *world) vault() string { return w.state("/providers/Microsoft.KeyVault/vaults/" + vault) }

func (w *world) reference(id string) string {
	return fmt.Sprintf(`{"@odata.id":%q}`, w.base+"/v1.0/directoryObjects/"+id)
}

// identity makes an application with its service principal, the token that it
// takes, and its roles.
func (w *world) identity(i int, use doctor.Use) {
	app := w.post("/v1.0/applications", fmt.Sprintf(`{"displayName":"shop-prod-%s"}`, use))
	w.ids[string(use)+" app"] = app["id"].(string)
	principal := w.post("/v1.0/servicePrincipals", fmt.Sprintf(`{"appId":%q}`, app["appId"]))["id"].(string)
	w.ids[string(use)] = principal
	w.post("/v1.0/applications/"+app["id"].(string)+"/federatedIdentityCredentials", fmt.Sprintf(`{"name":"github",
		"issuer":"https://token.actions.githubusercontent.com","subject":"repo:example/shop:environment:%s",
		"audiences":["api://AzureADTokenExchange"]}`, doctor.RunsIn(use)))
	role, ok := doctor.RoleFor(use, "shop", "prod", sandbox.SubscriptionID)
	if !ok {
		return
	}
	w.define(i, role.Actions, role.Name)
	blob, condition := "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", ""
	if use == doctor.Deploy {
		blob, condition = "ba92f5b4-2d11-453d-a403-e96b0029c9fe", doctor.Condition()
	}
	w.assign(w.sub(""), guid(10*i), principal, guid(i), condition)
	w.assign(w.container(), guid(10*i+1), principal, blob, "")
	w.assign(w.vault()+"/keys/pulumi", guid(10*i+2), principal, "12338af0-0e69-4776-bea7-57ae8d297424", "")
	w.grantGraph(use, principal)
}

func guid(n int) string { return fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012d", n) }

func (w *world) define(i int, actions []string, name string) {
	w.t.Helper()
	raw, err := json.Marshal(map[string]any{"properties": map[string]any{"roleName": name, "assignableScopes": []string{w.sub("")},
		"permissions": []any{map[string]any{"actions": actions}}}})
	require.NoError(w.t, err)
	w.put(w.sub("/providers/Microsoft.Authorization/roleDefinitions/"+guid(i)), "2022-04-01", string(raw))
}

func (w *world) assign(scope, name, principal, role, condition string) {
	w.t.Helper()
	properties := map[string]any{"principalId": principal, "principalType": "ServicePrincipal",
		"roleDefinitionId": w.sub("/providers/Microsoft.Authorization/roleDefinitions/" + role)}
	if condition != "" {
		properties["condition"], properties["conditionVersion"] = condition, "2.0"
	}
	require.NoError(w.t, w.Put(w.t.Context(), scope+"/providers/Microsoft.Authorization/roleAssignments/"+name, "2022-04-01",
		map[string]any{"properties": properties}))
}

// graphRights are the ids of the rights in Graph, as the document gives them.
var graphRights = map[doctor.Use]string{
	doctor.Preview: "9a5d68dd-52b0-4cc2-bd40-abcf395ac30c", doctor.Deploy: "18a4783c-866b-4cc7-a460-3d5e5662c884",
}

func (w *world) grantGraph(use doctor.Use, principal string) {
	found := map[string]any{}
	require.NoError(w.t, json.Unmarshal(w.send(http.MethodGet, "/v1.0/servicePrincipals?$filter="+
		url.QueryEscape("appId eq '00000003-0000-0000-c000-000000000000'"), ""), &found))
	graph := found["value"].([]any)[0].(map[string]any)["id"].(string)
	w.post("/v1.0/servicePrincipals/"+principal+"/appRoleAssignments",
		fmt.Sprintf(`{"principalId":%q,"resourceId":%q,"appRoleId":%q}`, principal, graph, graphRights[use]))
}
