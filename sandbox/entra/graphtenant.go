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
		builtIn("00000000-0000-4000-8000-0000000000d2", graphAppID, "Microsoft Graph", "Application"),
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
