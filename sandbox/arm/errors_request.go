package arm

import "strings"

// What is wrong with a request before any resource is looked at. Unless a
// constructor says otherwise the source is
// https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors.

// MissingAPIVersion: no api-version in the query.
func MissingAPIVersion() *Error {
	return refuse(400, "MissingApiVersionParameter",
		"The api-version query parameter (?api-version=) is required for all requests.")
}

// InvalidResourceNamespace: no such resource provider.
func InvalidResourceNamespace(namespace string) *Error {
	return refuse(404, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", namespace)
}

// MissingSubscriptionRegistration: the provider is not registered.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider.
func MissingSubscriptionRegistration(namespace string) *Error {
	return refuse(409, "MissingSubscriptionRegistration",
		"The subscription is not registered to use namespace '%s'. See https://aka.ms/rps-not-found for how to register subscriptions.", namespace)
}

// InvalidRequestContent: a body that is no JSON object or not of ARM's shape.
func InvalidRequestContent(detail string) *Error {
	return refuse(400, "InvalidRequestContent",
		"The request content was invalid and could not be deserialized: '%s'.", detail)
}

// RequestContentTooLarge: a body beyond what ARM takes.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices (4 MB), and
// the code and text that public deployment logs show.
func RequestContentTooLarge() *Error {
	return refuse(413, "RequestContentTooLarge", "The request content size exceeds the maximum size of 4 MB.")
}

// InvalidRequestURI: a path that is no resource id.
func InvalidRequestURI(path string) *Error {
	return refuse(400, "InvalidRequestUri", "The request URI path '%s' is not a valid resource path.", path)
}

// MethodNotAllowed: the resource exists in principle but has not this verb.
// Source: ARM's common API requirements, https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md.
func MethodNotAllowed(method, path string) *Error {
	return refuse(405, "MethodNotAllowed",
		"The HTTP method '%s' is not supported at scope '%s'.", method, path)
}

// UnknownAction: a POST that the type does not offer.
func UnknownAction(action, typ string) *Error {
	return refuse(404, "NotFound", "No action '%s' was found for the resource type '%s'.", action, typ)
}

// UnsupportedMediaType: a body that does not say that it is JSON.
func UnsupportedMediaType(got string) *Error {
	return refuse(415, "UnsupportedMediaType",
		"The content media type '%s' is not supported. Only 'application/json' is supported.", got)
}

// InvalidFilter: an OData filter that the collection does not understand.
func InvalidFilter(filter string) *Error {
	return refuse(400, "InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string.", filter)
}

// InvalidSkipToken: a $skipToken that no page of this sandbox carried, or a
// bad $top.
func InvalidSkipToken(param, value string) *Error {
	return refuse(400, "InvalidQueryParameterValue", "The value '%s' of the query parameter '%s' is invalid.", value, param)
}

// AuthenticationFailedMissing: no Authorization header. The challenge names
// the authority, as https://learn.microsoft.com/rest/api/azure/ says.
func AuthenticationFailedMissing() *Error {
	return refuse(401, "AuthenticationFailed",
		"Authentication failed. The 'Authorization' header is missing.")
}

// InvalidAuthenticationToken: a token that is no token of this tenant's keys.
func InvalidAuthenticationToken() *Error {
	return refuse(401, "InvalidAuthenticationToken", "The access token is invalid.")
}

// InvalidAudience: a token meant for somebody else. Azure lists each audience
// with and without a slash at its end.
// Source: https://github.com/hashicorp/go-azure-helpers/issues/51.
func InvalidAudience(got string, want []string) *Error {
	var allowed []string
	for _, w := range want {
		allowed = append(allowed, w+"/", w)
	}
	return refuse(401, "InvalidAuthenticationTokenAudience",
		"The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences '%s'.",
		got, strings.Join(allowed, "','"))
}

// ExpiredAuthenticationToken: a token past its exp.
func ExpiredAuthenticationToken(expiry string) *Error {
	return refuse(401, "ExpiredAuthenticationToken",
		"The access token expiry UTC time '%s' is earlier than current UTC time.", expiry)
}

// InvalidTenant: a token of another tenant than the subscription's.
// Source: https://github.com/Azure/azure-sdk-for-net/issues/49391.
func InvalidTenant(issuer, tenant string) *Error {
	return refuse(401, "InvalidAuthenticationTokenTenant",
		"The access token is from the wrong issuer '%s'. It must match the tenant 'https://sts.windows.net/%s/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/%s' to get the token.",
		issuer, tenant, tenant)
}

// AuthorizationFailed: a known principal without a role that allows the action.
// Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting.
func AuthorizationFailed(appID, objectID, action, scope string) *Error {
	return refuse(403, "AuthorizationFailed",
		"The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.",
		appID, objectID, action, scope)
}

// LinkedAuthorizationFailed: the caller may write the resource, but what it
// refers to is in a subscription out of reach.
// Source: https://github.com/Azure/OpenShift/issues/41.
func LinkedAuthorizationFailed(linkedAction, scope, tenant, subscription string) *Error {
	return refuse(403, "LinkedAuthorizationFailed",
		"The client has permission to perform action '%s' on scope '%s', however the current tenant '%s' is not authorized to access linked subscription '%s'.",
		linkedAction, scope, tenant, subscription)
}

// InvalidSubscriptionID: a subscription id that is no GUID.
// Source: https://github.com/Azure/apiops/issues/460.
func InvalidSubscriptionID(sub string) *Error {
	return refuse(400, "InvalidSubscriptionId", "The provided subscription identifier '%s' is malformed or invalid.", sub)
}

// SubscriptionNotFound: a well-formed id of a subscription that is not here.
func SubscriptionNotFound(sub string) *Error {
	return refuse(404, "SubscriptionNotFound", "The subscription '%s' could not be found.", sub)
}

// Internal: the sandbox itself failed, for instance because the disk is full.
func Internal(what string) *Error {
	return refuse(500, "InternalServerError", "The sandbox could not serve the request: %s", what)
}
