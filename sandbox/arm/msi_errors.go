package arm

// Refusals of Microsoft.ManagedIdentity and of identities on other resources.

// FailedIdentityOperation: a resource names a user-assigned identity that does not exist.
// Source: https://github.com/Azure/azure-libraries-for-net/issues/690.
func FailedIdentityOperation(id, identity string) *Error {
	return refuse(400, "FailedIdentityOperation",
		"Identity operation for resource '%s' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{\"error\":{\"code\":\"BadRequest\",\"message\":\"Resource '%s' was not found.\"}}'.'.", id, identity)
}

// IdentityIDsMissing: type UserAssigned without any identity.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/17082.
func IdentityIDsMissing() *Error {
	return refuse(400, "MissingIdentityIds", "The identity ids must not be null or empty for 'UserAssigned' identity type.")
}

// FederatedCredentialExists: issuer and subject are already trusted.
// Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
func FederatedCredentialExists(name string) *Error {
	return refuse(409, "Conflict",
		"Issuer and subject combination already exists for this Managed Identity in the federated identity credential '%s'.", name)
}

// FederatedCredentialLimit: more credentials than an identity may have.
// Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
func FederatedCredentialLimit(limit int) *Error {
	return refuse(400, "BadRequest", "Too many Federated Identity Credentials: the limit per Managed Identity is %d.", limit)
}

// FederatedAudienceCount: exactly one audience is supported.
// Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
func FederatedAudienceCount(got int) *Error {
	e := refuse(400, "BadRequest", "The property 'audiences' must have exactly one value; it has %d.", got)
	e.Target = "properties.audiences"
	return e
}
