package sandbox_test

import (
	"net/url"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// A custom role that allows one action allows that one.
func TestRightToAnAction(t *testing.T) {
	c := start(t, sandbox.Options{})
	g := c.graph()
	app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": "reader"}).want(t, 201)
	sp := g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201)
	secret := g.send("POST", "/v1.0/applications/"+app.at("id").(string)+"/addPassword", map[string]any{}).want(t, 200)
	const role = sub + "/providers/Microsoft.Authorization/roleDefinitions/aaaaaaaa-0000-4000-8000-000000000001"
	c.send("PUT", role+"?api-version=2022-04-01", map[string]any{"properties": map[string]any{"roleName": "lists keys",
		"assignableScopes": []string{sub}, "permissions": []any{map[string]any{"actions": []string{"Microsoft.Storage/storageAccounts/listKeys/action"}}}}}).want(t, 201)
	c.send("PUT", sub+"/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-000000000002?api-version=2022-04-01",
		map[string]any{"properties": map[string]any{"roleDefinitionId": role, "principalId": sp.at("id"), "principalType": "ServicePrincipal"}}).want(t, 201)
	other := *c
	other.token = c.login(url.Values{"client_id": {app.at("appId").(string)}, "client_secret": {secret.at("secretText").(string)}})
	const account = sub + "/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/none"
	other.send("POST", account+"/listKeys?api-version=2022-09-01", nil).want(t, 404)
	other.send("POST", account+"/regenerateKey?api-version=2022-09-01", nil).want(t, 403, "AuthorizationFailed")
}
