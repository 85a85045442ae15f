package system

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

var rights = flag.Bool("rights", false, "deploy and take down everything with the rights of the deploy identity (takes a minute)")

// operator sets identities up in a sandbox, as its owner.
type operator struct {
	t    *testing.T
	env  map[string]string
	http *http.Client
}

func newOperator(t *testing.T, s *sandbox.Sandbox) *operator {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.CAPEM()) {
		t.Fatal("the sandbox has no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	return &operator{t: t, env: s.Env(), http: &http.Client{Transport: transport}}
}

// send sends a document with a token for an audience and returns the answer.
func (o *operator) send(audience, method, path string, body any) map[string]any {
	o.t.Helper()
	login := o.env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"] + o.env["ARM_TENANT_ID"] + "/oauth2/v2.0/token"
	resp, err := o.http.PostForm(login, url.Values{"grant_type": {"client_credentials"}, "client_id": {o.env["ARM_CLIENT_ID"]},
		"client_secret": {o.env["ARM_CLIENT_SECRET"]}, "scope": {audience + "/.default"}})
	token, _ := o.read(resp, err)["access_token"].(string)
	raw, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(o.t.Context(), method, o.env["ARM_RESOURCE_MANAGER_ENDPOINT"]+path, bytes.NewReader(raw))
	if err != nil {
		o.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	return o.read(o.http.Do(req))
}

func (o *operator) read(resp *http.Response, err error) map[string]any {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	raw, err := io.ReadAll(resp.Body)
	if closed := resp.Body.Close(); err != nil || closed != nil || resp.StatusCode >= 300 {
		o.t.Fatalf("%s: %v, %v\n%s", resp.Status, err, closed, raw)
	}
	doc := map[string]any{}
	if err := json.Unmarshal(raw, &doc); err != nil {
		o.t.Fatalf("%v\n%s", err, raw)
	}
	return doc
}

// identity makes an application that has a custom role on the subscription and a
// right in Graph, and returns its client id and secret.
func (o *operator) identity(role map[string]any, guid, right string) (client, secret string) {
	o.t.Helper()
	const graph, management = "https://graph.microsoft.com", "https://management.azure.com"
	app := o.send(graph, http.MethodPost, "v1.0/applications", map[string]any{"displayName": role["Name"]})
	principal := o.send(graph, http.MethodPost, "v1.0/servicePrincipals", map[string]any{"appId": app["appId"]})
	password := o.send(graph, http.MethodPost, "v1.0/applications/"+app["id"].(string)+"/addPassword", map[string]any{})
	found := o.send(graph, http.MethodGet, "v1.0/servicePrincipals?$filter="+url.QueryEscape("appId eq '00000003-0000-0000-c000-000000000000'"), nil)
	o.send(graph, http.MethodPost, "v1.0/servicePrincipals/"+principal["id"].(string)+"/appRoleAssignments", map[string]any{
		"principalId": principal["id"], "resourceId": found["value"].([]any)[0].(map[string]any)["id"], "appRoleId": right})
	at := "subscriptions/" + o.env["ARM_SUBSCRIPTION_ID"] + "/providers/Microsoft.Authorization/"
	o.send(management, http.MethodPut, at+"roleDefinitions/"+guid+"?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleName": role["Name"], "assignableScopes": role["AssignableScopes"], "permissions": []any{map[string]any{"actions": role["Actions"]}}}})
	o.send(management, http.MethodPut, at+"roleAssignments/"+guid+"?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": "/" + at + "roleDefinitions/" + guid, "principalId": principal["id"], "principalType": "ServicePrincipal"}})
	return app["appId"].(string), password["secretText"].(string)
}

// as has the commands of a home log in as somebody else.
func as(t *testing.T, home, client, secret string) {
	t.Helper()
	path := filepath.Join(home, "sandbox", "served.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	record := map[string]any{}
	if err := json.Unmarshal(raw, &record); err != nil {
		t.Fatal(err)
	}
	env := record["env"].(map[string]any)
	env["ARM_CLIENT_ID"], env["AZURE_CLIENT_ID"], env["ARM_CLIENT_SECRET"], env["AZURE_CLIENT_SECRET"] = client, client, secret, secret
	if raw, err = json.Marshal(record); err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The deploy role suffices for everything that up, status and destroy do, and the
// preview role for a preview: the sandbox refuses what a role does not allow.
func TestRolesSuffice(t *testing.T) {
	if !*rights {
		t.Skip("with -rights")
	}
	home := rig.Fresh(t)
	s := rig.Serve(t, home, nil)
	o := newOperator(t, s)
	clients := map[string][2]string{}
	graphRights := []string{"18a4783c-866b-4cc7-a460-3d5e5662c884", "9a5d68dd-52b0-4cc2-bd40-abcf395ac30c"} // the document's
	for i, use := range []string{"deploy", "preview"} {
		var answer struct{ Role map[string]any }
		rig.MustRunWith(t, 0, home, []string{"AZURE_SUBSCRIPTION_ID=" + sandbox.SubscriptionID}, "doctor", "role", use, "--json").JSON(t, &answer)
		client, secret := o.identity(answer.Role, "aaaaaaaa-0000-4000-8000-00000000000"+string(rune('1'+i)), graphRights[i])
		clients[use] = [2]string{client, secret}
	}
	as(t, home, clients["preview"][0], clients["preview"][1])
	if r := rig.Run(t, home, "up"); r.Code == 0 {
		t.Error("the preview identity deploys")
	}
	as(t, home, clients["deploy"][0], clients["deploy"][1])
	rig.MustRun(t, 0, home, "up")
	rig.MustRun(t, 0, home, "up", "--refresh")
	as(t, home, clients["preview"][0], clients["preview"][1])
	rig.MustRun(t, 0, home, "preview", "--refresh")
	rig.MustRun(t, 0, home, "status")
	as(t, home, clients["deploy"][0], clients["deploy"][1])
	rig.MustRun(t, 0, home, "destroy")
}
