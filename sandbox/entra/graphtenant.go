package entra

import (
	"net/http"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// graphAppID is Microsoft Graph's own application.
const graphAppID = "00000003-0000-0000-c000-000000000000"

// tenantDocs serves /organization and /domains.
func (c *graphCall) tenantDocs() (graphReply, *graphError) {
	if c.method != http.MethodGet || len(c.segs) > 1 {
		return graphReply{}, graphMethod(c.method)
	}
	if c.segs[0] == "domains" {
		return c.list("domains", []object{{"id": "sandbox.onmicrosoft.com", "isDefault": true, "isInitial": true, "isVerified": true,
			"authenticationType": "Managed", "supportedServices": []any{}}})
	}
	return c.list("organization", []object{{"id": TenantID, "displayName": "Sandbox", "tenantType": "AAD",
		"verifiedDomains": []any{map[string]any{"name": "sandbox.onmicrosoft.com", "isDefault": true, "isInitial": true}}}})
}

// builtInPrincipals are the service principals that nobody registered: the
// sandbox's own client, Microsoft Graph, and the managed identities.
func builtInPrincipals(tx store.Tx) []object {
	out := []object{
		builtIn(ObjectID, ClientID, "sandbox", "Application"),
		microsoftGraph(),
	}
	for _, r := range tx.Descendants("/subscriptions/" + SubscriptionID) {
		if strings.EqualFold(r.Type, typeUserAssigned) {
			props := object(asObject(r.Body["properties"]))
			if props.text("principalId") != "" {
				out = append(out, builtIn(props.text("principalId"), props.text("clientId"), r.Name, "ManagedIdentity"))
			}
			continue
		}
		if id := object(asObject(r.Body["identity"])); id.text("principalId") != "" {
			out = append(out, builtIn(id.text("principalId"), "", r.Name, "ManagedIdentity"))
		}
	}
	return out
}

// microsoftGraph is the service principal of Graph itself, with the rights that
// applications ask of it here.
// Source: https://learn.microsoft.com/graph/permissions-reference.
func microsoftGraph() object {
	graph := builtIn("00000000-0000-4000-8000-0000000000d2", graphAppID, "Microsoft Graph", "Application")
	var roles []any
	for _, right := range [][2]string{
		{"9a5d68dd-52b0-4cc2-bd40-abcf395ac30c", "Application.Read.All"},
		{"18a4783c-866b-4cc7-a460-3d5e5662c884", "Application.ReadWrite.OwnedBy"},
		{"7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Directory.Read.All"},
	} {
		roles = append(roles, map[string]any{"id": right[0], "value": right[1], "displayName": right[1], "isEnabled": true,
			"allowedMemberTypes": []any{"Application"}})
	}
	graph["appRoles"] = roles
	return graph
}

func asObject(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func builtIn(id, appID, name, kind string) object {
	return object{"id": id, "appId": appID, "displayName": name, "appDisplayName": name, "servicePrincipalType": kind,
		"accountEnabled": true, "appOwnerOrganizationId": TenantID, "appRoleAssignmentRequired": false, "appRoles": []any{},
		"oauth2PermissionScopes": []any{}, "servicePrincipalNames": []any{appID}, "tags": []any{}, "replyUrls": []any{},
		"keyCredentials": []any{}, "passwordCredentials": []any{}, "alternativeNames": []any{}, "$builtIn": true}
}
