package sandbox_test

import (
	"net/url"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// Applications do in Graph what they were given the right to, and no more.
func TestGraphRights(t *testing.T) {
	c := start(t, sandbox.Options{})
	g := c.graph()
	graphs := g.send("GET", "/v1.0/servicePrincipals?$filter="+url.QueryEscape("appId eq '00000003-0000-0000-c000-000000000000'"), nil).want(t, 200)
	graphID := graphs.at("value").([]any)[0].(map[string]any)["id"]
	as := func(name, right string) *client {
		app := g.send("POST", "/v1.0/applications", map[string]any{"displayName": name}).want(t, 201)
		sp := g.send("POST", "/v1.0/servicePrincipals", map[string]any{"appId": app.at("appId")}).want(t, 201)
		secret := g.send("POST", "/v1.0/applications/"+app.at("id").(string)+"/addPassword", map[string]any{}).want(t, 200)
		if right != "" {
			g.send("POST", "/v1.0/servicePrincipals/"+sp.at("id").(string)+"/appRoleAssignments",
				map[string]any{"principalId": sp.at("id"), "resourceId": graphID, "appRoleId": right}).want(t, 201)
		}
		other := *g
		other.token = c.login(url.Values{"client_id": {app.at("appId").(string)}, "client_secret": {secret.at("secretText").(string)},
			"scope": {"https://graph.microsoft.com/.default"}})
		return &other
	}
	const denied = "Authorization_RequestDenied"
	nobody, reader := as("nobody", ""), as("reader", "9a5d68dd-52b0-4cc2-bd40-abcf395ac30c")
	owner, peer := as("owner", "18a4783c-866b-4cc7-a460-3d5e5662c884"), as("peer", "18a4783c-866b-4cc7-a460-3d5e5662c884")

	nobody.send("GET", "/v1.0/applications", nil).want(t, 403, denied)
	reader.send("GET", "/v1.0/applications", nil).want(t, 200)
	reader.send("GET", "/v1.0/groups", nil).want(t, 403, denied)
	reader.send("POST", "/v1.0/applications", map[string]any{"displayName": "x"}).want(t, 403, denied)

	made := owner.send("POST", "/v1.0/applications", map[string]any{"displayName": "made"}).want(t, 201)
	path := "/v1.0/applications/" + made.at("id").(string)
	change := map[string]any{"displayName": "changed"}
	peer.send("GET", path, nil).want(t, 200)
	peer.send("PATCH", path, change).want(t, 403, denied)
	owner.send("PATCH", path, change).want(t, 204)
	owner.send("POST", path+"/federatedIdentityCredentials", map[string]any{"name": "f", "issuer": "https://i.example.com", "subject": "s",
		"audiences": []string{"api://AzureADTokenExchange"}}).want(t, 201)
	owner.send("POST", "/v1.0/groups", map[string]any{"displayName": "x", "mailEnabled": false, "mailNickname": "x", "securityEnabled": true}).want(t, 403, denied)
	owner.send("DELETE", path, nil).want(t, 204)

	const bin = "/v1.0/directory/deletedItems/"
	owner.send("GET", bin+"microsoft.graph.application", nil).want(t, 403, denied)
	reader.send("GET", bin+"microsoft.graph.group", nil).want(t, 403, denied)
	reader.send("GET", bin+"microsoft.graph.application", nil).want(t, 200)
	reader.send("DELETE", bin+made.at("id").(string), nil).want(t, 403, denied)
	peer.send("DELETE", bin+made.at("id").(string), nil).want(t, 403, denied)
	owner.send("DELETE", bin+made.at("id").(string), nil).want(t, 204)
}
