package entra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// kind is one kind of directory object.
// Source: https://learn.microsoft.com/graph/api/resources/application and its
// neighbours, version 1.0.
type kind struct {
	name     string // of the collection
	singular string
	required []string
	// writable are the properties that a client may set; readOnly those that
	// it may send back without effect on create, but not change.
	writable, readOnly []string
	// fixed may be set on create only.
	fixed        []string
	defaults     map[string]any
	create       func(*graphCall, object) *graphError
	change       func(*graphCall, object) *graphError
	remove       func(*graphCall, object) *graphError
	keepsDeleted bool
}

var kinds map[string]*kind

func init() {
	kinds = map[string]*kind{}
	for _, k := range []*kind{applications(), servicePrincipals(), groups(), users()} {
		kinds[k.name] = k
	}
}

func applications() *kind {
	return &kind{
		name: "applications", singular: "application", required: []string{"displayName"}, keepsDeleted: true,
		writable: []string{"displayName", "description", "notes", "identifierUris", "signInAudience", "web", "spa", "publicClient", "api",
			"appRoles", "groupMembershipClaims", "info", "isDeviceOnlyAuthSupported", "isFallbackPublicClient", "keyCredentials",
			"oauth2RequirePostResponse", "optionalClaims", "parentalControlSettings", "passwordCredentials", "requiredResourceAccess",
			"samlMetadataUrl", "serviceManagementReference", "tags", "tokenEncryptionKeyId", "defaultRedirectUri", "addIns",
			"requestSignatureVerification", "servicePrincipalLockConfiguration", "nativeAuthenticationApisEnabled"},
		readOnly: []string{"id", "appId", "createdDateTime", "deletedDateTime", "publisherDomain", "verifiedPublisher",
			"disabledByMicrosoftStatus", "applicationTemplateId", "certification", "uniqueName"},
		defaults: map[string]any{
			"signInAudience": "AzureADMyOrg", "identifierUris": []any{}, "appRoles": []any{}, "tags": []any{},
			"keyCredentials": []any{}, "passwordCredentials": []any{}, "requiredResourceAccess": []any{},
			"publisherDomain": "sandbox.onmicrosoft.com", "deletedDateTime": nil,
			"api":          map[string]any{"oauth2PermissionScopes": []any{}, "knownClientApplications": []any{}, "preAuthorizedApplications": []any{}},
			"web":          map[string]any{"redirectUris": []any{}, "implicitGrantSettings": map[string]any{"enableAccessTokenIssuance": false, "enableIdTokenIssuance": false}},
			"spa":          map[string]any{"redirectUris": []any{}},
			"publicClient": map[string]any{"redirectUris": []any{}},
			"info":         map[string]any{},
		},
		create: func(c *graphCall, o object) *graphError {
			o["appId"] = uuid.NewString()
			return checkApplication(c, o)
		},
		change: checkApplication,
		remove: func(c *graphCall, o object) *graphError {
			all, err := everyObject(c.tx, "servicePrincipals")
			if err != nil {
				return broken(err)
			}
			for _, p := range all {
				if p["$builtIn"] != true && strings.EqualFold(p.text("appId"), o.text("appId")) {
					if fault := kinds["servicePrincipals"].delete(c, p); fault != nil {
						return fault
					}
				}
			}
			return nil
		},
	}
}

func servicePrincipals() *kind {
	return &kind{
		name: "servicePrincipals", singular: "servicePrincipal", required: []string{"appId"}, fixed: []string{"appId"},
		writable: []string{"appId", "accountEnabled", "alternativeNames", "appRoleAssignmentRequired", "description", "displayName",
			"homepage", "keyCredentials", "loginUrl", "logoutUrl", "notes", "notificationEmailAddresses", "passwordCredentials",
			"preferredSingleSignOnMode", "preferredTokenSigningKeyThumbprint", "replyUrls", "samlSingleSignOnSettings",
			"servicePrincipalNames", "tags", "tokenEncryptionKeyId", "customSecurityAttributes"},
		readOnly: []string{"id", "appDisplayName", "appOwnerOrganizationId", "appRoles", "createdDateTime", "oauth2PermissionScopes",
			"servicePrincipalType", "signInAudience", "deletedDateTime"},
		defaults: map[string]any{
			"accountEnabled": true, "appRoleAssignmentRequired": false, "servicePrincipalType": "Application", "tags": []any{},
			"appOwnerOrganizationId": TenantID, "alternativeNames": []any{}, "replyUrls": []any{}, "keyCredentials": []any{},
			"passwordCredentials": []any{}, "deletedDateTime": nil,
		},
		create: backedByApplication,
	}
}

func groups() *kind {
	return &kind{
		name: "groups", singular: "group", required: []string{"displayName", "mailNickname"},
		writable: []string{"displayName", "description", "mailEnabled", "mailNickname", "securityEnabled", "visibility", "groupTypes",
			"isAssignableToRole", "membershipRule", "membershipRuleProcessingState", "preferredLanguage", "preferredDataLocation", "theme"},
		readOnly: []string{"id", "createdDateTime", "mail", "proxyAddresses", "securityIdentifier", "onPremisesSyncEnabled", "deletedDateTime"},
		fixed:    []string{"isAssignableToRole"},
		defaults: map[string]any{
			"groupTypes": []any{}, "proxyAddresses": []any{}, "mail": nil, "visibility": nil, "deletedDateTime": nil, "onPremisesSyncEnabled": nil,
		},
		create: func(_ *graphCall, o object) *graphError {
			_, mail := o["mailEnabled"].(bool)
			_, security := o["securityEnabled"].(bool)
			switch {
			case !mail:
				return missingValue("mailEnabled", "group")
			case !security:
				return missingValue("securityEnabled", "group")
			case o["mailEnabled"] == true && !slices.Contains(o.texts("groupTypes"), "Unified"):
				return badRequest("The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.")
			}
			return nil
		},
	}
}

func users() *kind {
	return &kind{
		name: "users", singular: "user", required: []string{"displayName", "userPrincipalName", "mailNickname"},
		writable: []string{"displayName", "userPrincipalName", "mailNickname", "accountEnabled", "passwordProfile", "givenName", "surname",
			"mail", "jobTitle", "department", "usageLocation"},
		readOnly: []string{"id", "createdDateTime", "userType", "deletedDateTime"},
		defaults: map[string]any{"userType": "Member", "accountEnabled": true},
		create: func(_ *graphCall, o object) *graphError {
			delete(o, "passwordProfile")
			return nil
		},
	}
}

// accept checks a body's properties and splits off the links to other objects
// (owners@odata.bind).
func (k *kind) accept(c *graphCall, body map[string]any, creating bool) (object, map[string][]string, *graphError) {
	o, links := object{}, map[string][]string{}
	for name, v := range body {
		link, isLink := strings.CutSuffix(name, "@odata.bind")
		switch {
		case isLink && (link == "owners" || link == "members" && k.name == "groups"):
			links[link] = object(body).texts(name)
		case strings.HasPrefix(name, "@odata."):
		case slices.Contains(k.fixed, name) && !creating:
			return nil, nil, readOnlyProperty(name)
		case slices.Contains(k.writable, name):
			o[name] = v
		case slices.Contains(k.readOnly, name):
			if !creating {
				return nil, nil, readOnlyProperty(name)
			}
		default:
			return nil, nil, invalidProperty(name)
		}
	}
	return o, links, nil
}

// checkApplication demands valid redirect URIs and identifier URIs that no
// other application has.
func checkApplication(c *graphCall, o object) *graphError {
	for _, platform := range []string{"web", "spa", "publicClient"} {
		settings, _ := o[platform].(map[string]any)
		for _, uri := range object(settings).texts("redirectUris") {
			if !validRedirect(platform, uri) {
				return badRequest("Reply Url %s is not valid: it must start with https:// or, for localhost only, with http://.", uri)
			}
		}
	}
	all, err := everyObject(c.tx, "applications")
	if err != nil {
		return broken(err)
	}
	for _, other := range all {
		for _, uri := range o.texts("identifierUris") {
			if other.id() != o.id() && slices.Contains(other.texts("identifierUris"), uri) {
				return badRequest("Another object with the same value for property identifierUris already exists.")
			}
		}
	}
	return nil
}

// validRedirect applies the restrictions of
// https://learn.microsoft.com/entra/identity-platform/reply-url.
func validRedirect(platform, uri string) bool {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" || u.Fragment != "" {
		return false
	}
	host := u.Hostname()
	switch u.Scheme {
	case "https":
		return host != ""
	case "http":
		return host == "localhost" || host == "127.0.0.1"
	}
	return platform == "publicClient"
}

// backedByApplication fills a service principal from its application.
func backedByApplication(c *graphCall, o object) *graphError {
	apps, err := everyObject(c.tx, "applications")
	if err != nil {
		return broken(err)
	}
	i := slices.IndexFunc(apps, func(a object) bool { return strings.EqualFold(a.text("appId"), o.text("appId")) })
	if i < 0 {
		return badRequest("The appId '%s' of the service principal does not reference a valid application object.", o.text("appId"))
	}
	principals, err := everyObject(c.tx, "servicePrincipals")
	if err != nil {
		return broken(err)
	}
	for _, p := range principals {
		if strings.EqualFold(p.text("appId"), o.text("appId")) {
			return sameKey("The service principal cannot be created, updated, or restored because the service principal name %s is already in use.", o.text("appId"))
		}
	}
	app := apps[i]
	o["appId"], o["displayName"], o["appDisplayName"] = app["appId"], app["displayName"], app["displayName"]
	o["servicePrincipalNames"] = append([]any{app["appId"]}, anys(app.texts("identifierUris"))...)
	o["signInAudience"], o["appRoles"] = app["signInAudience"], app["appRoles"]
	return nil
}

func anys(in []string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}
