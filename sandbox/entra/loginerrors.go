package entra

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

// loginError is an OAuth error in Entra's shape. Codes and texts:
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
type loginError struct {
	status  int
	kind    string
	code    int
	message string
}

func refuseLogin(status int, kind string, code int, format string, args ...any) *loginError {
	return &loginError{status: status, kind: kind, code: code, message: fmt.Sprintf(format, args...)}
}

func unknownTenant(t string) *loginError {
	return refuseLogin(400, "invalid_request", 90002,
		"Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", t)
}

func noEndpoint(path string) *loginError {
	return refuseLogin(404, "invalid_request", 900561, "The endpoint '%s' is not offered.", path)
}

func postOnly() *loginError {
	return refuseLogin(405, "invalid_request", 900561, "The endpoint only accepts POST requests.")
}

func missingParameter(name string) *loginError {
	return refuseLogin(400, "invalid_request", 900144, "The request body must contain the following parameter: '%s'.", name)
}

func unsupportedGrant(grant string) *loginError {
	return refuseLogin(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
}

func unknownApplication(id string) *loginError {
	return refuseLogin(400, "unauthorized_client", 700016,
		"Application with identifier '%s' was not found in the directory '%s'.", id, TenantID)
}

func noServicePrincipal(id string) *loginError {
	return refuseLogin(401, "invalid_client", 7000229,
		"The client application '%s' is missing service principal in the tenant '%s'.", id, TenantID)
}

func wrongSecret(id string) *loginError {
	return refuseLogin(401, "invalid_client", 7000215,
		"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", id)
}

func expiredSecret(id string) *loginError {
	return refuseLogin(401, "invalid_client", 7000222, "The provided client secret keys for app '%s' are expired.", id)
}

func noCredential() *loginError {
	return refuseLogin(401, "invalid_client", 7000218,
		"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
}

func badAssertion(why string) *loginError {
	return refuseLogin(401, "invalid_client", 50027, "JWT token is invalid or malformed: %s.", why)
}

func expiredAssertion() *loginError {
	return refuseLogin(401, "invalid_client", 700024, "Client assertion is not within its valid time range.")
}

// The three ways in which no federated credential fits an assertion.
// Source: https://github.com/Azure/azure-workload-identity/issues/1200.
func unknownIssuer(issuer string) *loginError { return noFederatedIdentity(700211, "issuer", issuer) }

func unknownSubject(subject string) *loginError {
	return noFederatedIdentity(700213, "subject", subject)
}

func unknownAudience(audience string) *loginError {
	return noFederatedIdentity(700212, "audience", audience)
}

func noFederatedIdentity(code int, part, value string) *loginError {
	return refuseLogin(401, "invalid_client", code,
		"No matching federated identity record found for presented assertion %s '%s'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
		part, value)
}

func badScope(scope string) *loginError {
	return refuseLogin(400, "invalid_scope", 1002012, "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", scope)
}

func unknownResource(resource string) *loginError {
	return refuseLogin(400, "invalid_resource", 500011,
		"The resource principal named %s was not found in the tenant named %s.", resource, TenantID)
}

func writeLogin(w http.ResponseWriter, e *loginError) {
	trace := uuid.NewString()
	writeJSON(w, e.status, map[string]any{
		"error":             e.kind,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s", e.code, e.message, trace),
		"error_codes":       []int{e.code},
		"trace_id":          trace,
		"correlation_id":    trace,
	})
}
