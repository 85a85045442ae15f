package azuread

import "strings"

// field says how one property of a Pulumi resource is called in Graph.
type field struct {
	name   string
	graph  string  // the same as name if empty; dots lead into objects
	inner  []field // of an object or of the objects of a list
	joined bool    // a list that Graph keeps as one text, separated by commas
	fixed  bool    // a change needs a new resource
}

func (f field) path() []string {
	if f.graph == "" {
		return []string{f.name}
	}
	return strings.Split(f.graph, ".")
}

// toGraph makes a Graph object of inputs.
func toGraph(fields []field, inputs map[string]any) map[string]any {
	object := map[string]any{}
	for _, f := range fields {
		value, ok := inputs[f.name]
		if !ok {
			continue
		}
		at := object
		path := f.path()
		for _, step := range path[:len(path)-1] {
			next, isMap := at[step].(map[string]any)
			if !isMap {
				next = map[string]any{}
				at[step] = next
			}
			at = next
		}
		at[path[len(path)-1]] = f.valueToGraph(value)
	}
	return object
}

func (f field) valueToGraph(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if f.inner != nil {
			return toGraph(f.inner, v)
		}
	case []any:
		if f.joined {
			var texts []string
			for _, element := range v {
				if text, ok := element.(string); ok {
					texts = append(texts, text)
				}
			}
			return strings.Join(texts, ",")
		}
		if f.inner != nil {
			list := make([]any, 0, len(v))
			for _, element := range v {
				list = append(list, f.valueToGraph(element))
			}
			return list
		}
	}
	return value
}

// fromGraph makes properties of a Graph object.
func fromGraph(fields []field, object map[string]any) map[string]any {
	properties := map[string]any{}
	for _, f := range fields {
		var value any = object
		for _, step := range f.path() {
			inner, _ := value.(map[string]any)
			value = inner[step]
		}
		if value = f.valueFromGraph(value); value != nil {
			properties[f.name] = value
		}
	}
	return properties
}

func (f field) valueFromGraph(value any) any {
	switch v := value.(type) {
	case string:
		if f.joined {
			var list []any
			for _, text := range strings.Split(v, ",") {
				if text = strings.TrimSpace(text); text != "" {
					list = append(list, text)
				}
			}
			return list
		}
	case map[string]any:
		if f.inner != nil {
			return fromGraph(f.inner, v)
		}
	case []any:
		if f.inner != nil {
			list := make([]any, 0, len(v))
			for _, element := range v {
				list = append(list, f.valueFromGraph(element))
			}
			return list
		}
	}
	return value
}

var appRoleFields = []field{
	{name: "id"}, {name: "allowedMemberTypes"}, {name: "description"}, {name: "displayName"},
	{name: "enabled", graph: "isEnabled"}, {name: "value"},
}

var claimFields = []field{
	{name: "name"}, {name: "source"}, {name: "essential"}, {name: "additionalProperties"},
}

var applicationFields = []field{
	{name: "displayName"}, {name: "description"}, {name: "notes"}, {name: "signInAudience"},
	{name: "identifierUris"}, {name: "tags"},
	{name: "groupMembershipClaims", joined: true},
	{name: "serviceManagementReference"},
	{name: "deviceOnlyAuthEnabled", graph: "isDeviceOnlyAuthSupported"},
	{name: "fallbackPublicClientEnabled", graph: "isFallbackPublicClient"},
	{name: "oauth2PostResponseRequired", graph: "oauth2RequirePostResponse"},
	{name: "templateId", graph: "applicationTemplateId", fixed: true},
	{name: "marketingUrl", graph: "info.marketingUrl"},
	{name: "privacyStatementUrl", graph: "info.privacyStatementUrl"},
	{name: "supportUrl", graph: "info.supportUrl"},
	{name: "termsOfServiceUrl", graph: "info.termsOfServiceUrl"},
	{name: "appRoles", inner: appRoleFields},
	{name: "api", inner: []field{
		{name: "knownClientApplications"}, {name: "mappedClaimsEnabled", graph: "acceptMappedClaims"},
		{name: "requestedAccessTokenVersion"},
		{name: "oauth2PermissionScopes", inner: []field{
			{name: "id"}, {name: "adminConsentDescription"}, {name: "adminConsentDisplayName"},
			{name: "enabled", graph: "isEnabled"}, {name: "type"}, {name: "value"},
			{name: "userConsentDescription"}, {name: "userConsentDisplayName"},
		}},
	}},
	{name: "optionalClaims", inner: []field{
		{name: "accessTokens", graph: "accessToken", inner: claimFields},
		{name: "idTokens", graph: "idToken", inner: claimFields},
		{name: "saml2Tokens", graph: "saml2Token", inner: claimFields},
	}},
	{name: "publicClient", inner: []field{{name: "redirectUris"}}},
	{name: "singlePageApplication", graph: "spa", inner: []field{{name: "redirectUris"}}},
	{name: "requiredResourceAccesses", graph: "requiredResourceAccess", inner: []field{
		{name: "resourceAppId"},
		{name: "resourceAccesses", graph: "resourceAccess", inner: []field{{name: "id"}, {name: "type"}}},
	}},
	{name: "web", inner: []field{
		{name: "homepageUrl", graph: "homePageUrl"}, {name: "logoutUrl"}, {name: "redirectUris"},
		{name: "implicitGrant", graph: "implicitGrantSettings", inner: []field{
			{name: "accessTokenIssuanceEnabled", graph: "enableAccessTokenIssuance"},
			{name: "idTokenIssuanceEnabled", graph: "enableIdTokenIssuance"},
		}},
	}},
}

// registrationFields are the flat properties of an ApplicationRegistration.
var registrationFields = []field{
	{name: "displayName"}, {name: "description"}, {name: "notes"}, {name: "signInAudience"},
	{name: "groupMembershipClaims", joined: true},
	{name: "serviceManagementReference"},
	{name: "homepageUrl", graph: "web.homePageUrl"},
	{name: "logoutUrl", graph: "web.logoutUrl"},
	{name: "implicitAccessTokenIssuanceEnabled", graph: "web.implicitGrantSettings.enableAccessTokenIssuance"},
	{name: "implicitIdTokenIssuanceEnabled", graph: "web.implicitGrantSettings.enableIdTokenIssuance"},
	{name: "requestedAccessTokenVersion", graph: "api.requestedAccessTokenVersion"},
	{name: "marketingUrl", graph: "info.marketingUrl"},
	{name: "privacyStatementUrl", graph: "info.privacyStatementUrl"},
	{name: "supportUrl", graph: "info.supportUrl"},
	{name: "termsOfServiceUrl", graph: "info.termsOfServiceUrl"},
}

var servicePrincipalFields = []field{
	{name: "clientId", graph: "appId", fixed: true}, {name: "accountEnabled"}, {name: "alternativeNames"},
	{name: "appRoleAssignmentRequired"}, {name: "description"}, {name: "loginUrl"}, {name: "notes"},
	{name: "notificationEmailAddresses"}, {name: "preferredSingleSignOnMode"}, {name: "tags"},
}

var federatedFields = []field{
	{name: "displayName", graph: "name", fixed: true}, {name: "description"}, {name: "audiences"},
	{name: "issuer"}, {name: "subject"},
}

var groupFields = []field{
	{name: "displayName"}, {name: "description"}, {name: "mailEnabled"}, {name: "mailNickname", fixed: true},
	{name: "securityEnabled"}, {name: "visibility"}, {name: "theme"},
	{name: "types", graph: "groupTypes", fixed: true},
	{name: "assignableToRole", graph: "isAssignableToRole", fixed: true},
}

var roleAssignmentFields = []field{
	{name: "appRoleId", fixed: true},
	{name: "principalObjectId", graph: "principalId", fixed: true},
	{name: "resourceObjectId", graph: "resourceId", fixed: true},
}
