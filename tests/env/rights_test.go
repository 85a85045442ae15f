package env

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

const apiRoles = "2022-04-01"

// graphRights are Application.ReadWrite.OwnedBy and Application.Read.All, as
// docs/deploy-to-azure.md gives them.
var graphRights = []string{"18a4783c-866b-4cc7-a460-3d5e5662c884", "9a5d68dd-52b0-4cc2-bd40-abcf395ac30c"}

// identity makes an application with the custom role of a use on the subscription, and
// has the commands of a home log in as it. It returns the id of its service principal.
func (w *world) identity(d *directory, home, use string) string {
	w.t.Helper()
	must := func(method, path string, body any) map[string]any {
		w.t.Helper()
		status, answer := d.call(method, path, body)
		if status >= 300 {
			w.t.Fatalf("%s %s: %d %v", method, path, status, answer)
		}
		return answer
	}
	var answer struct{ Role map[string]any }
	rig.MustRunWith(w.t, 0, home, []string{"AZURE_SUBSCRIPTION_ID=" + strings.TrimPrefix(w.arm.Subscription, "/subscriptions/")}, "doctor", "role", use, "--json").JSON(w.t, &answer)
	app := must(http.MethodPost, "applications", map[string]any{"displayName": use})
	principal := must(http.MethodPost, "servicePrincipals", map[string]any{"appId": app["appId"]})
	password := must(http.MethodPost, "applications/"+app["id"].(string)+"/addPassword", map[string]any{})
	graph := must(http.MethodGet, "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')", nil)
	for _, right := range graphRights {
		must(http.MethodPost, "servicePrincipals/"+principal["id"].(string)+"/appRoleAssignments",
			map[string]any{"principalId": principal["id"], "resourceId": graph["id"], "appRoleId": right})
	}
	const guid = "aaaaaaaa-0000-4000-8000-000000000001"
	at := w.arm.Subscription + "/providers/Microsoft.Authorization/"
	w.arm.Put(at+"roleDefinitions/"+guid, apiRoles, map[string]any{"properties": map[string]any{"roleName": use,
		"assignableScopes": []string{w.arm.Subscription}, "permissions": []any{map[string]any{"actions": answer.Role["Actions"]}}}})
	w.arm.Put(at+"roleAssignments/"+guid, apiRoles, map[string]any{"properties": map[string]any{
		"roleDefinitionId": at + "roleDefinitions/" + guid, "principalId": principal["id"], "principalType": "ServicePrincipal"}})

	login := map[string]any{}
	for name, value := range map[string]any{"CLIENT_ID": app["appId"], "CLIENT_SECRET": password["secretText"]} {
		login["ARM_"+name], login["AZURE_"+name] = value, value
	}
	w.served(home, login)
	return principal["id"].(string)
}

// TestTheRoleOfTestEnvironmentsSuffices moves an expiry, and takes down by Azure's own
// account, with the rights that the document gives. Deploying has the rights of the
// deploy role. No engine runs.
func TestTheRoleOfTestEnvironmentsSuffices(t *testing.T) {
	w := newWorld(t)
	home := w.another()
	d := w.directory()
	principal := w.identity(d, home, "environment")
	app := d.application("one", "subscription:"+strings.TrimPrefix(w.arm.Subscription, "/subscriptions/"))
	if status, answer := d.call(http.MethodPost, "applications/"+app+"/owners/$ref", map[string]any{"@odata.id": d.base + "/v1.0/directoryObjects/" + principal}); status != http.StatusNoContent {
		t.Fatalf("an owner: %d %v", status, answer)
	}
	for _, name := range []string{"one", "two"} {
		group := w.arm.Subscription + "/resourceGroups/rg-tandem-" + name + "-blue"
		tags := map[string]string{"system": "tandem", "environment": name, "class": "test", "stamp": "blue", "expires": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
		w.arm.Put(group, apiGroups, map[string]any{"location": "northeurope", "tags": tags})
		w.vault(group, "kvtandem"+name, tags, false)
	}
	rig.MustRun(t, 0, home, "env", "extend", "one", "--by", "ada")
	rig.MustRun(t, 0, home, "env", "down", "one", "--execute")
	rig.MustRun(t, 0, home, "env", "reap", "--orphans", "--execute")
	if status, _ := d.call(http.MethodGet, "directory/deletedItems/"+app, nil); status != http.StatusNotFound {
		t.Errorf("the application can be restored: %d", status)
	}
	w.gone("one")
	w.gone("two")
	if r := rig.MustRun(t, 0, home, "env", "list"); strings.Contains(r.Stderr, "not") {
		t.Errorf("list may not see all:\n%s", r.Stderr)
	}
	if deleted := w.arm.List(w.arm.Subscription+"/providers/Microsoft.KeyVault/deletedVaults", apiVault); len(deleted) > 0 {
		t.Errorf("soft-deleted vaults are left: %v", deleted)
	}
}
