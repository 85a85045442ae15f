package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

// managed asks the managed identity endpoint.
func (c *client) managed(query url.Values, header string) answer {
	c.t.Helper()
	query.Set("api-version", "2019-08-01")
	req, err := http.NewRequest("GET", c.env["IDENTITY_ENDPOINT"]+"?"+query.Encode(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("X-IDENTITY-HEADER", header)
	return c.do(req)
}

const managementResource = "https://management.azure.com/"

func TestManagedIdentityHasItsRolesOnly(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("msi")
	identity := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	made := c.send("PUT", identity+identityVersion, located("westeurope")).want(t, 201)
	header := c.env["IDENTITY_HEADER"]

	c.managed(url.Values{"resource": {managementResource}}, "guess").want(t, 401)
	c.managed(url.Values{}, header).want(t, 400)
	c.managed(url.Values{"resource": {managementResource}, "client_id": {"00000000-0000-4000-8000-00000000dead"}}, header).want(t, 400)
	own := c.managed(url.Values{"resource": {managementResource}}, header).want(t, 200)
	if own.at("client_id") != sandbox.ClientID || own.at("expires_on") == nil {
		t.Errorf("without an id: %s", own.raw)
	}
	token := c.managed(url.Values{"resource": {managementResource}, "client_id": {made.at("properties.clientId").(string)}}, header).want(t, 200)
	byResource := c.managed(url.Values{"resource": {managementResource}, "mi_res_id": {identity}}, header).want(t, 200)
	if token.at("client_id") != byResource.at("client_id") {
		t.Error("client_id and mi_res_id choose different identities")
	}

	app := *c
	app.token = token.at("access_token").(string)
	app.send("GET", rg+groupVersion, nil).want(t, 403, "AuthorizationFailed")
	assign := func(guid, role string) {
		c.send("PUT", rg+"/providers/Microsoft.Authorization/roleAssignments/"+guid+"?api-version=2022-04-01", map[string]any{"properties": map[string]any{
			"roleDefinitionId": sub + "/providers/Microsoft.Authorization/roleDefinitions/" + role,
			"principalId":      made.at("properties.principalId"), "principalType": "ServicePrincipal"}}).want(t, 201)
	}
	assign("00000000-0000-4000-8000-000000000001", "acdd72a7-3385-48ef-bd42-f606fba81ae7") // Reader
	app.send("GET", rg+groupVersion, nil).want(t, 200)
	app.send("GET", identity+identityVersion, nil).want(t, 200)
	app.send("PUT", identity+"2"+identityVersion, located("westeurope")).want(t, 403, "AuthorizationFailed")
	app.send("GET", c.group("other")+groupVersion, nil).want(t, 403, "AuthorizationFailed")
	assign("00000000-0000-4000-8000-000000000002", "b24988ac-6180-42a0-ab88-20f7382dd24c") // Contributor
	app.send("PUT", identity+"2"+identityVersion, located("westeurope")).want(t, 201)
	app.send("PUT", rg+"/providers/Microsoft.Authorization/locks/l"+lockVersion, lock("CanNotDelete")).want(t, 403, "AuthorizationFailed")
}

func TestRolesOfAGroupCountForItsMembers(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("viagroup")
	identity := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app" + identityVersion
	made := c.send("PUT", identity, located("westeurope")).want(t, 201)
	group := c.graph().send("POST", "/v1.0/groups", map[string]any{"displayName": "readers", "mailNickname": "readers", "mailEnabled": false, "securityEnabled": true,
		"members@odata.bind": []string{"https://x/v1.0/directoryObjects/" + made.at("properties.principalId").(string)}}).want(t, 201)
	c.send("PUT", rg+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": sub + "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
		"principalId":      group.at("id"), "principalType": "Group"}}).want(t, 201)
	app := *c
	app.token = c.managed(url.Values{"resource": {managementResource}, "client_id": {made.at("properties.clientId").(string)}}, c.env["IDENTITY_HEADER"]).
		want(t, 200).at("access_token").(string)
	app.send("GET", rg+groupVersion, nil).want(t, 200)
}

func TestTokensExpire(t *testing.T) {
	c, clock := steppedClient(t)
	c.send("GET", sub+groupVersion, nil).want(t, 200)
	clock.now = clock.now.Add(2 * time.Hour)
	c.send("GET", sub+groupVersion, nil).want(t, 401, "ExpiredAuthenticationToken")
}

func TestProvidersAreRegistered(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("registered")
	const provider = sub + "/providers/Microsoft.ManagedIdentity"
	if got := c.send("GET", provider+groupVersion, nil).want(t, 200).at("registrationState"); got != "Registered" {
		t.Errorf("a new subscription says %v", got)
	}
	id := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one" + identityVersion
	c.send("POST", provider+"/unregister"+groupVersion, nil).want(t, 200)
	c.send("PUT", id, located("westeurope")).want(t, 409, "MissingSubscriptionRegistration")
	c.send("POST", provider+"/register"+groupVersion, nil).want(t, 200)
	c.send("PUT", id, located("westeurope")).want(t, 201)
	c.send("GET", sub+"/providers/Microsoft.Nothing"+groupVersion, nil).want(t, 404, "InvalidResourceNamespace")
	if list := c.send("GET", sub+"/providers"+groupVersion, nil).want(t, 200).at("value").([]any); len(list) < 10 {
		t.Errorf("only %d providers", len(list))
	}
}

func TestBuiltInRolesAreFound(t *testing.T) {
	c := start(t, sandbox.Options{})
	const roles = sub + "/providers/Microsoft.Authorization/roleDefinitions"
	got := c.send("GET", roles+"/acdd72a7-3385-48ef-bd42-f606fba81ae7?api-version=2022-04-01", nil).want(t, 200)
	if got.at("properties.roleName") != "Reader" {
		t.Errorf("the role is %s", got.raw)
	}
	list := c.send("GET", roles+"?api-version=2022-04-01&$filter=roleName%20eq%20'Reader'", nil).want(t, 200).at("value").([]any)
	if len(list) != 1 {
		t.Errorf("%d roles have that name", len(list))
	}
}

func TestDiscovery(t *testing.T) {
	c := start(t, sandbox.Options{})
	get := func(path string) answer { return c.send("GET", path, nil, "Authorization", "").want(t, 200) }
	config := get("/" + sandbox.TenantID + "/v2.0/.well-known/openid-configuration")
	if want := c.s.Endpoint() + "/" + sandbox.TenantID + "/oauth2/v2.0/token"; config.at("token_endpoint") != want {
		t.Errorf("the token endpoint is %v", config.at("token_endpoint"))
	}
	if keys := get(config.at("jwks_uri").(string)).at("keys").([]any); len(keys) != 1 {
		t.Errorf("keys: %v", keys)
	}
	if get("/common/discovery/instance?api-version=1.1&authorization_endpoint=x").at("tenant_discovery_endpoint") == nil {
		t.Error("instance discovery names no endpoint")
	}
	if got := get("/metadata/endpoints?api-version=2022-09-01").at("resourceManager"); got != c.s.Endpoint() {
		t.Errorf("metadata: %v", got)
	}
	var clouds []map[string]any
	if err := json.Unmarshal([]byte(get("/metadata/endpoints?api-version=2019-05-01").raw), &clouds); err != nil || len(clouds) != 1 {
		t.Errorf("older metadata: %v %v", clouds, err)
	}
	c.send("GET", "/00000000-0000-4000-8000-00000000dead/v2.0/.well-known/openid-configuration", nil).want(t, 400)
}
