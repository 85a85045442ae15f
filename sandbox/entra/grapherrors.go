package entra

import (
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// graphError is an error in Graph's shape. Codes and texts:
// https://learn.microsoft.com/graph/resolve-auth-errors and the responses of
// the azuread Terraform provider's issues.
type graphError struct {
	status  int
	code    string
	message string
}

// Error implements error.
func (e *graphError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.code, e.message) }

func badRequest(format string, args ...any) *graphError {
	return &graphError{status: 400, code: "Request_BadRequest", message: fmt.Sprintf(format, args...)}
}

func graphNotFound(id string) *graphError {
	return &graphError{status: 404, code: "Request_ResourceNotFound",
		message: fmt.Sprintf("Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)}
}

func graphNoSegment(segment string) *graphError {
	return &graphError{status: 400, code: "BadRequest", message: fmt.Sprintf("Resource not found for the segment '%s'.", segment)}
}

func graphMethod(method string) *graphError {
	return &graphError{status: 405, code: "Request_BadRequest",
		message: fmt.Sprintf("Specified HTTP method '%s' is not allowed for the request target.", method)}
}

func insufficientPrivileges() *graphError {
	return &graphError{status: 403, code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation."}
}

// sameKey: source https://github.com/Azure/azure-dev/issues/1482.
func sameKey(format string, args ...any) *graphError {
	return &graphError{status: 409, code: "Request_MultipleObjectsWithSameKeyValue", message: fmt.Sprintf(format, args...)}
}

// sameFederation: another credential of the application trusts the same token.
// Source: https://github.com/Azure/azure-workload-identity/issues/434.
func sameFederation(issuer, subject string) *graphError {
	return &graphError{status: 400, code: "InvalidFederatedIdentityCredentialValue",
		message: fmt.Sprintf("The combination of issuer and subject must be unique for the application. Issuer %s and Subject: %s already exist.", issuer, subject)}
}

func unsupportedQuery(format string, args ...any) *graphError {
	return &graphError{status: 400, code: "Request_UnsupportedQuery", message: fmt.Sprintf(format, args...)}
}

func invalidProperty(name string) *graphError { return badRequest("Invalid property '%s'.", name) }

func missingValue(name, kind string) *graphError {
	return badRequest("A value is required for property '%s' of resource '%s'.", name, kind)
}

func readOnlyProperty(name string) *graphError {
	return badRequest("Property '%s' is read-only and cannot be set.", name)
}

func writeGraphError(w http.ResponseWriter, e *graphError) {
	id := uuid.NewString()
	writeJSON(w, e.status, map[string]any{"error": map[string]any{
		"code": e.code, "message": e.message,
		"innerError": map[string]any{"date": time.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": id},
	}})
}
