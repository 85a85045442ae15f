package sandbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tandem-platform/tandem/sandbox"
)

// graph is the same client with a token for Microsoft Graph.
func (c *client) graph() *client {
	c.t.Helper()
	g := *c
	g.token = c.login(url.Values{"client_id": {c.env["ARM_CLIENT_ID"]}, "client_secret": {c.env["ARM_CLIENT_SECRET"]},
		"scope": {"https://graph.microsoft.com/.default"}})
	return &g
}

func TestGraphSignInObjects(t *testing.T) {
	c := start(t, sandbox.Options{})
	g := c.graph()

	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "shop",
		"web": map[string]any{"redirectUris": []string{"https://shop.example/.auth/login/aad/callback"}}}).want(t, 201)
	appPath := "/v1.0/applications/" + app.at("id").(string)
	g.send("GET", appPath, nil).want(t, 200)
	g.send("PATCH", appPath, map[string]any{"web": map[string]any{"redirectUris": []string{"https://two.example/cb"}}}).want(t, 204)
	got := g.send("GET", appPath, nil).want(t, 200)
	if uris := got.at("web.redirectUris").([]any); len(uris) != 1 || uris[0] != "https://two.example/cb" {
		t.Errorf("redirect URIs are %v", uris)
	}
	if got.at("web.implicitGrantSettings.enableIdTokenIssuance") != false {
		t.Error("a change of web lost its other settings")
	}

	sp := g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201)
	g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 409, "Request_MultipleObjectsWithSameKeyValue")
	byApp := g.send("GET", "/v1.0/servicePrincipals?$filter="+url.QueryEscape("appId eq '"+app.at("appId").(string)+"'"), nil).want(t, 200)
	if list := byApp.at("value").([]any); len(list) != 1 || list[0].(map[string]any)["id"] != sp.at("id") {
		t.Errorf("the filter finds %v", list)
	}

	group := g.send("POST", "/v1.0/groups", map[string]any{"displayName": "admins", "mailEnabled": false, "mailNickname": "admins",
		"securityEnabled": true, "members@odata.bind": []string{c.s.Endpoint() + "/v1.0/directoryObjects/" + sp.at("id").(string)}}).want(t, 201)
	members := "/v1.0/groups/" + group.at("id").(string) + "/members"
	if list := g.send("GET", members, nil).want(t, 200).at("value").([]any); len(list) != 1 {
		t.Errorf("the group has %v", list)
	}
	g.send("POST", members+"/$ref", map[string]any{"@odata.id": c.s.Endpoint() + "/v1.0/directoryObjects/" + sp.at("id").(string)}).want(t, 400, "Request_BadRequest")
	g.send("DELETE", members+"/"+sp.at("id").(string)+"/$ref", nil).want(t, 204)
	g.send("DELETE", members+"/"+sp.at("id").(string)+"/$ref", nil).want(t, 404, "Request_ResourceNotFound")

	g.send("DELETE", appPath, nil).want(t, 204)
	g.send("GET", appPath, nil).want(t, 404, "Request_ResourceNotFound")
	g.send("GET", "/v1.0/servicePrincipals/"+sp.at("id").(string), nil).want(t, 404, "Request_ResourceNotFound")
	g.send("GET", "/v1.0/directory/deletedItems/"+app.at("id").(string), nil).want(t, 200)
	bin := "/v1.0/directory/deletedItems/microsoft.graph."
	deleted := func() int {
		return len(g.send("GET", bin+"application?$filter="+url.QueryEscape("displayName eq 'shop'"), nil).want(t, 200).at("value").([]any))
	}
	if n := deleted(); n != 1 {
		t.Errorf("%d deleted applications are listed, want 1", n)
	}
	g.send("DELETE", "/v1.0/directory/deletedItems/"+app.at("id").(string), nil).want(t, 204)
	if n := deleted(); n != 0 {
		t.Errorf("%d deleted applications are listed after the purge", n)
	}
	g.send("POST", bin+"application", map[string]any{}).want(t, 405)
	g.send("GET", bin+"planet", nil).want(t, 400, "BadRequest")
}

func TestGraphRefusals(t *testing.T) {
	c := start(t, sandbox.Options{})
	g := c.graph()
	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "shop"}).want(t, 201)
	creds := "/v1.0/applications/" + app.at("id").(string) + "/federatedIdentityCredentials"
	cred := func(name, subject string) map[string]any {
		return map[string]any{"name": name, "issuer": "https://issuer.example", "subject": subject, "audiences": []string{"api://AzureADTokenExchange"}}
	}
	g.send("POST", creds, cred("blue", "one")).want(t, 201)
	for name, row := range map[string]struct {
		method, path string
		body         any
		status       int
		code         string
	}{
		"no display name":      {"POST", "/v1.0/applications", map[string]any{}, 400, "Request_BadRequest"},
		"unknown property":     {"POST", "/v1.0/applications", map[string]any{"displayName": "x", "colour": "blue"}, 400, "Request_BadRequest"},
		"plain http redirect":  {"POST", "/v1.0/applications", map[string]any{"displayName": "x", "web": map[string]any{"redirectUris": []string{"http://shop.example"}}}, 400, "Request_BadRequest"},
		"no such application":  {"POST", "/v1.0/servicePrincipals", map[string]any{"appId": "00000000-0000-4000-8000-00000000dead"}, 400, "Request_BadRequest"},
		"same credential name": {"POST", creds, cred("blue", "two"), 409, "Request_MultipleObjectsWithSameKeyValue"},
		"same issuer, subject": {"POST", creds, cred("green", "one"), 400, "InvalidFederatedIdentityCredentialValue"},
		"no subject":           {"POST", creds, cred("green", ""), 400, "Request_BadRequest"},
		"read-only property":   {"PATCH", "/v1.0/applications/" + app.at("id").(string), map[string]any{"appId": "x"}, 400, "Request_BadRequest"},
		"mail-enabled group":   {"POST", "/v1.0/groups", map[string]any{"displayName": "x", "mailNickname": "x", "mailEnabled": true, "securityEnabled": true}, 400, "Request_BadRequest"},
		"bad filter":           {"GET", "/v1.0/groups?$filter=displayName%20like%20'x'", nil, 400, "Request_UnsupportedQuery"},
		"no such segment":      {"GET", "/v1.0/planets", nil, 400, "BadRequest"},
		"no such group":        {"GET", "/v1.0/groups/00000000-0000-4000-8000-00000000dead", nil, 404, "Request_ResourceNotFound"},
		"malformed body":       {"POST", "/v1.0/applications", "{", 400, "Request_BadRequest"},
	} {
		t.Run(name, func(t *testing.T) { g.send(row.method, row.path, row.body).want(t, row.status, row.code) })
	}
	g.send("POST", creds, cred("green", "two")).want(t, 201)
	c.send("GET", "/v1.0/groups", nil).want(t, 401, "InvalidAuthenticationToken")
}

func TestGraphPages(t *testing.T) {
	g := start(t, sandbox.Options{}).graph()
	for i := range 7 {
		g.send("POST", "/v1.0/groups", map[string]any{"displayName": fmt.Sprint("g", i), "mailNickname": fmt.Sprint("g", i), "mailEnabled": false, "securityEnabled": true}).want(t, 201)
	}
	seen := map[string]bool{}
	next, pages := "/v1.0/groups?$top=3&$select=id,displayName", 0
	for next != "" {
		a := g.send("GET", next, nil).want(t, 200)
		for _, v := range a.at("value").([]any) {
			m := v.(map[string]any)
			seen[m["displayName"].(string)] = true
			if len(m) != 2 {
				t.Errorf("$select leaves %v", m)
			}
		}
		next, _ = a.body["@odata.nextLink"].(string)
		pages++
	}
	if len(seen) != 7 || pages != 3 {
		t.Errorf("%d groups on %d pages, want 7 on 3", len(seen), pages)
	}
}

// refusedLogin is the AADSTS code of a refused token request.
func refusedLogin(a answer) string {
	text, _ := a.body["error_description"].(string)
	code, _, _ := strings.Cut(text, ":")
	return fmt.Sprint(a.status, " ", code)
}

func TestLoginRefusals(t *testing.T) {
	c := start(t, sandbox.Options{})
	secret := c.env["ARM_CLIENT_SECRET"]
	for name, row := range map[string]struct {
		form url.Values
		want string
	}{
		"wrong secret":   {url.Values{"client_id": {sandbox.ClientID}, "client_secret": {"guess"}}, "401 AADSTS7000215"},
		"no credential":  {url.Values{"client_id": {sandbox.ClientID}}, "401 AADSTS7000218"},
		"unknown client": {url.Values{"client_id": {"00000000-0000-4000-8000-00000000dead"}, "client_secret": {secret}}, "400 AADSTS700016"},
		"no client":      {url.Values{"client_secret": {secret}}, "400 AADSTS900144"},
		"bad scope":      {url.Values{"client_id": {sandbox.ClientID}, "client_secret": {secret}, "scope": {"https://management.azure.com"}}, "400 AADSTS1002012"},
		"bad grant":      {url.Values{"client_id": {sandbox.ClientID}, "client_secret": {secret}, "grant_type": {"password"}}, "400 AADSTS70003"},
		"bad assertion": {url.Values{"client_id": {sandbox.ClientID}, "client_assertion": {"nonsense"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}, "401 AADSTS50027"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := refusedLogin(c.tokenRequest(row.form)); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

// foreignToken is a token of an issuer that the sandbox does not know.
func foreignToken(t *testing.T, subject, audience string, expires time.Time) string {
	t.Helper()
	raw, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Issuer: "https://issuer.example", Subject: subject,
		Audience: jwt.ClaimStrings{audience}, ExpiresAt: jwt.NewNumericDate(expires)}).SignedString([]byte("theirs"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestFederatedLogin(t *testing.T) {
	c := start(t, sandbox.Options{})
	g := c.graph()
	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "shop"}).want(t, 201)
	g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201)
	g.send("POST", "/v1.0/applications/"+app.at("id").(string)+"/federatedIdentityCredentials", map[string]any{
		"name": "ci", "issuer": "https://issuer.example", "subject": "repo:x", "audiences": []string{"api://AzureADTokenExchange"}}).want(t, 201)
	login := func(subject, audience string, expires time.Time) answer {
		return c.tokenRequest(url.Values{"client_id": {app.at("appId").(string)},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {foreignToken(t, subject, audience, expires)}})
	}
	soon := time.Now().Add(time.Hour)
	const exchange = "api://AzureADTokenExchange"
	good := login("repo:x", exchange, soon).want(t, 200)
	for name, row := range map[string]struct {
		got  answer
		want string
	}{
		"subject":  {login("repo:y", exchange, soon), "401 AADSTS700213"},
		"audience": {login("repo:x", "api://other", soon), "401 AADSTS700212"},
		"expired":  {login("repo:x", exchange, time.Now().Add(-time.Hour)), "401 AADSTS700024"},
	} {
		if got := refusedLogin(row.got); got != row.want {
			t.Errorf("%s: got %s, want %s", name, got, row.want)
		}
	}

	// The application may do what its role assignments say and nothing else.
	mine := *c
	mine.token = good.body["access_token"].(string)
	rg := c.group("theirs")
	mine.send("GET", rg+"?api-version=2022-09-01", nil).want(t, 403, "AuthorizationFailed")
}

// TestOwnTokensCanBeExchanged: OIDC federation without a foreign issuer. The
// sandbox checks its own signatures.
func TestOwnTokensCanBeExchanged(t *testing.T) {
	c := start(t, sandbox.Options{})
	const exchange = "api://AzureADTokenExchange"
	own := c.managed(url.Values{"resource": {exchange}}, c.env["IDENTITY_HEADER"]).want(t, 200).at("access_token").(string)
	login := func(client, assertion string) answer {
		return c.tokenRequest(url.Values{"client_id": {client}, "client_assertion": {assertion},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}})
	}
	mine := *c
	mine.token = login(sandbox.ClientID, own).want(t, 200).at("access_token").(string)
	mine.send("GET", sub+groupVersion, nil).want(t, 200)
	if got := refusedLogin(login(sandbox.ClientID, own[:len(own)-8]+"AAAAAAAA")); got != "401 AADSTS50027" {
		t.Errorf("a broken signature: %s", got)
	}

	identity := c.group("federated") + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	made := c.send("PUT", identity+identityVersion, located("westeurope")).want(t, 201)
	client := made.at("properties.clientId").(string)
	assertion := foreignToken(t, "s", exchange, time.Now().Add(time.Hour))
	if got := refusedLogin(login(client, assertion)); got != "401 AADSTS700211" {
		t.Errorf("without a credential: %s", got)
	}
	c.send("PUT", identity+"/federatedIdentityCredentials/own"+identityVersion, federation()).want(t, 201)
	login(client, assertion).want(t, 200)
}

func TestApplicationSecrets(t *testing.T) {
	c, clock := steppedClient(t)
	g := c.graph()
	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "shop"}).want(t, 201)
	path := "/v1.0/applications/" + app.at("id").(string)
	secret := g.send("POST", path+"/addPassword", map[string]any{"passwordCredential": map[string]any{"displayName": "ci",
		"endDateTime": clock.now.Add(time.Minute).UTC().Format(time.RFC3339)}}).want(t, 200)
	form := url.Values{"client_id": {app.at("appId").(string)}, "client_secret": {secret.at("secretText").(string)}}
	if got := refusedLogin(c.tokenRequest(form)); got != "401 AADSTS7000229" {
		t.Errorf("without a service principal: %s", got)
	}
	g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201)
	c.tokenRequest(form).want(t, 200)
	if shown := g.send("GET", path, nil).want(t, 200).raw; strings.Contains(shown, secret.at("secretText").(string)) {
		t.Error("the secret is shown again")
	}
	clock.now = clock.now.Add(2 * time.Minute)
	if got := refusedLogin(c.tokenRequest(form)); got != "401 AADSTS7000222" {
		t.Errorf("after its end: %s", got)
	}
	g.send("POST", path+"/removePassword", map[string]any{"keyId": secret.at("keyId")}).want(t, 204)
	if got := refusedLogin(c.tokenRequest(form)); got != "401 AADSTS7000215" {
		t.Errorf("after its removal: %s", got)
	}
}

func TestApplicationRoles(t *testing.T) {
	g := start(t, sandbox.Options{}).graph()
	const role = "00000000-0000-4000-8000-0000000000f1"
	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "shop", "appRoles": []any{map[string]any{
		"id": role, "displayName": "Operator", "value": "operator", "allowedMemberTypes": []string{"User"}, "isEnabled": true, "description": "x"}}}).want(t, 201)
	sp := g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201).at("id").(string)
	group := g.send("POST", "/v1.0/groups", map[string]any{"displayName": "ops", "mailNickname": "ops", "mailEnabled": false, "securityEnabled": true}).want(t, 201).at("id").(string)
	assigned := "/v1.0/servicePrincipals/" + sp + "/appRoleAssignedTo"
	grant := map[string]any{"principalId": group, "resourceId": sp, "appRoleId": role}
	made := g.send("POST", assigned, grant).want(t, 201)
	if made.at("principalType") != "Group" || made.at("principalDisplayName") != "ops" {
		t.Errorf("the assignment is %s", made.raw)
	}
	g.send("POST", assigned, grant).want(t, 400, "Request_BadRequest")
	g.send("POST", assigned, map[string]any{"principalId": group, "resourceId": sp, "appRoleId": sp}).want(t, 400, "Request_BadRequest")
	if list := g.send("GET", assigned, nil).want(t, 200).at("value").([]any); len(list) != 1 {
		t.Errorf("%d assignments", len(list))
	}
	g.send("DELETE", assigned+"/"+made.at("id").(string), nil).want(t, 204)
	g.send("GET", assigned+"/"+made.at("id").(string), nil).want(t, 404, "Request_ResourceNotFound")
}
