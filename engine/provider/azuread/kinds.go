package azuread

import (
	"fmt"
	"sort"
	"strings"
)

// kind is one resource type: where its objects live in Graph, how their
// properties are called there, and what Pulumi's id of one looks like.
type kind struct {
	fields   []field
	required []string
	// extra are inputs that are no properties of the object; a change of one
	// that is also in fixed needs a new resource.
	extra []string
	fixed []string
	// links are the inputs that list other objects by their ids.
	links []string
	// collection is the path to which a new object is posted.
	collection func(inputs map[string]any) (string, error)
	// id is Pulumi's id of an object; path is the object's path by that id.
	id   func(inputs, object map[string]any) string
	path func(id string) (string, error)
	// derive adds outputs that are no properties, and inputs that the id holds.
	derive func(id string, object, outputs map[string]any)
	// unset are the outputs that only Graph can fill in.
	unset []string
}

const version = "/v1.0"

func at(collection string) func(map[string]any) (string, error) {
	return func(map[string]any) (string, error) { return version + collection, nil }
}

func objectID(_, object map[string]any) string { return text(object["id"]) }

func text(value any) string {
	s, _ := value.(string)
	return s
}

func below(collection string) func(string) (string, error) {
	return func(id string) (string, error) {
		id = strings.TrimPrefix(id, collection+"/")
		if id == "" || strings.Contains(id, "/") {
			return "", fmt.Errorf("%q is no id of an object in %s", id, collection)
		}
		return version + collection + "/" + id, nil
	}
}

// split takes an id of the form parent/word/child apart.
func split(id, word string) (parent, child string, err error) {
	parent, child, ok := strings.Cut(id, "/"+word+"/")
	if !ok || parent == "" || child == "" {
		return "", "", fmt.Errorf("%q is no id of the form <object id>/%s/<id>", id, word)
	}
	return parent, child, nil
}

var kinds = map[string]kind{
	"azuread:index/application:Application": {
		fields: applicationFields, required: []string{"displayName"},
		extra: []string{"owners", "preventDuplicateNames"}, links: []string{"owners"},
		collection: at("/applications"), path: below("/applications"),
		id: applicationID, derive: deriveApplication,
		unset: []string{
			"appRoleIds", "applicationId", "clientId", "disabledByMicrosoft", "logoUrl",
			"oauth2PermissionScopeIds", "objectId", "publisherDomain",
		},
	},
	"azuread:index/applicationRegistration:ApplicationRegistration": {
		fields: registrationFields, required: []string{"displayName"},
		collection: at("/applications"), path: below("/applications"),
		id: applicationID, derive: deriveApplication,
		unset: []string{"clientId", "disabledByMicrosoft", "objectId", "publisherDomain"},
	},
	"azuread:index/servicePrincipal:ServicePrincipal": {
		fields: servicePrincipalFields, extra: []string{"applicationId", "owners", "useExisting"},
		fixed: []string{"applicationId"}, links: []string{"owners"},
		collection: at("/servicePrincipals"), path: below("/servicePrincipals"),
		id: objectID, derive: deriveServicePrincipal,
		unset: []string{
			"appRoleIds", "appRoles", "applicationTenantId", "displayName", "homepageUrl", "logoutUrl",
			"oauth2PermissionScopeIds", "oauth2PermissionScopes", "objectId", "redirectUris",
			"servicePrincipalNames", "signInAudience", "type",
		},
	},
	"azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": {
		fields: federatedFields, required: []string{"audiences", "displayName", "issuer", "subject"},
		extra: []string{"applicationId", "applicationObjectId"}, fixed: []string{"applicationId", "applicationObjectId"},
		collection: func(inputs map[string]any) (string, error) {
			app := applicationOf(inputs)
			if app == "" {
				return "", fmt.Errorf("set applicationId to the id of an application")
			}
			return version + "/applications/" + app + "/federatedIdentityCredentials", nil
		},
		id: func(inputs, object map[string]any) string {
			return applicationOf(inputs) + "/federatedIdentityCredential/" + text(object["id"])
		},
		path: func(id string) (string, error) {
			app, credential, err := split(id, "federatedIdentityCredential")
			return version + "/applications/" + app + "/federatedIdentityCredentials/" + credential, err
		},
		derive: func(id string, object, outputs map[string]any) {
			app, _, _ := strings.Cut(id, "/")
			outputs["credentialId"] = text(object["id"])
			outputs["applicationId"] = "/applications/" + app
			outputs["applicationObjectId"] = app
		},
		unset: []string{"credentialId"},
	},
	"azuread:index/group:Group": {
		fields: groupFields, required: []string{"displayName"},
		extra: []string{"members", "owners", "preventDuplicateNames"}, links: []string{"members", "owners"},
		collection: at("/groups"), path: below("/groups"), id: objectID,
		derive: func(_ string, object, outputs map[string]any) {
			outputs["objectId"] = text(object["id"])
			outputs["mail"] = text(object["mail"])
		},
		unset: []string{"mail", "objectId", "mailNickname"},
	},
	"azuread:index/groupMember:GroupMember": {
		required: []string{"groupObjectId", "memberObjectId"}, extra: []string{"groupObjectId", "memberObjectId"},
		fixed: []string{"groupObjectId", "memberObjectId"},
		collection: func(inputs map[string]any) (string, error) {
			return version + "/groups/" + text(inputs["groupObjectId"]) + "/members/$ref", nil
		},
		id: func(inputs, _ map[string]any) string {
			return text(inputs["groupObjectId"]) + "/member/" + text(inputs["memberObjectId"])
		},
		path: func(id string) (string, error) {
			group, member, err := split(id, "member")
			return version + "/groups/" + group + "/members/" + member + "/$ref", err
		},
		derive: func(id string, _, outputs map[string]any) {
			outputs["groupObjectId"], outputs["memberObjectId"], _ = strings.Cut(id, "/member/")
		},
	},
	"azuread:index/appRoleAssignment:AppRoleAssignment": {
		fields: roleAssignmentFields, required: []string{"appRoleId", "principalObjectId", "resourceObjectId"},
		collection: func(inputs map[string]any) (string, error) {
			return version + "/servicePrincipals/" + text(inputs["resourceObjectId"]) + "/appRoleAssignedTo", nil
		},
		id: func(inputs, object map[string]any) string {
			return text(inputs["resourceObjectId"]) + "/appRoleAssignment/" + text(object["id"])
		},
		path: func(id string) (string, error) {
			resource, assignment, err := split(id, "appRoleAssignment")
			return version + "/servicePrincipals/" + resource + "/appRoleAssignedTo/" + assignment, err
		},
		derive: func(_ string, object, outputs map[string]any) {
			for _, name := range []string{"principalDisplayName", "principalType", "resourceDisplayName"} {
				outputs[name] = text(object[name])
			}
		},
		unset: []string{"principalDisplayName", "principalType", "resourceDisplayName"},
	},
}

func kindOf(token string) (kind, error) {
	k, ok := kinds[token]
	if !ok {
		var known []string
		for t := range kinds {
			known = append(known, t)
		}
		sort.Strings(known)
		return kind{}, fmt.Errorf("the azuread double has no resource type %s; it has %s",
			token, strings.Join(known, ", "))
	}
	return k, nil
}

func applicationID(_, object map[string]any) string { return "/applications/" + text(object["id"]) }

// applicationOf is the object id of the application that inputs name.
func applicationOf(inputs map[string]any) string {
	if id := text(inputs["applicationId"]); id != "" {
		return strings.TrimPrefix(id, "/applications/")
	}
	return text(inputs["applicationObjectId"])
}

func deriveApplication(_ string, object, outputs map[string]any) {
	outputs["objectId"] = text(object["id"])
	outputs["clientId"] = text(object["appId"])
	outputs["applicationId"] = text(object["appId"])
	outputs["publisherDomain"] = text(object["publisherDomain"])
	outputs["appRoleIds"] = idsByValue(object["appRoles"])
	api, _ := object["api"].(map[string]any)
	outputs["oauth2PermissionScopeIds"] = idsByValue(api["oauth2PermissionScopes"])
}

func deriveServicePrincipal(_ string, object, outputs map[string]any) {
	outputs["objectId"] = text(object["id"])
	outputs["applicationId"] = text(object["appId"])
	outputs["applicationTenantId"] = text(object["appOwnerOrganizationId"])
	outputs["displayName"] = text(object["displayName"])
	outputs["type"] = text(object["servicePrincipalType"])
	outputs["appRoleIds"] = idsByValue(object["appRoles"])
	outputs["oauth2PermissionScopeIds"] = idsByValue(object["oauth2PermissionScopes"])
	if names, ok := object["servicePrincipalNames"].([]any); ok {
		outputs["servicePrincipalNames"] = names
	}
}

// idsByValue maps the values of roles or scopes to their ids.
func idsByValue(list any) map[string]any {
	ids := map[string]any{}
	elements, _ := list.([]any)
	for _, element := range elements {
		object, _ := element.(map[string]any)
		if value := text(object["value"]); value != "" {
			ids[value] = text(object["id"])
		}
	}
	return ids
}
