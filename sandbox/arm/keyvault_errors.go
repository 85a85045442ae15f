package arm

// Refusals of Microsoft.KeyVault. Unless a constructor says otherwise the
// source is https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview.

// VaultNameNotValid: characters or length that a vault may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func VaultNameNotValid(name string) *Error {
	return refuse(400, "VaultNameNotValid",
		"The vault name '%s' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742", name)
}

// VaultAlreadyExists: the name belongs to another vault in the world, or to a
// deleted one that is not purged.
// Source: https://github.com/Azure/azure-powershell/issues/15115.
func VaultAlreadyExists(name string) *Error {
	return refuse(409, "VaultAlreadyExists",
		"The vault name '%s' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information on soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.", name)
}

// VaultSoftDeleted: the subscription has a deleted vault of the name.
// Source: https://github.com/Azure/azure-cli/issues/29115.
func VaultSoftDeleted() *Error {
	return refuse(409, "ConflictError",
		"A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.")
}

// SoftDeletedVaultMissing: recovering what is not there.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/12972.
func SoftDeletedVaultMissing(name string) *Error {
	return refuse(404, "SoftDeletedVaultDoesNotExist",
		"A soft deleted vault with the given name '%s' does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state.", name)
}

// PurgeProtectionIrreversible: purge protection is never switched off.
// Source: https://github.com/Azure/azure-cli/issues/29115.
func PurgeProtectionIrreversible() *Error {
	return refuse(400, "BadRequest",
		"The property \"enablePurgeProtection\" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.")
}

// SoftDeleteIrreversible: soft delete is never switched off.
// Source: https://learn.microsoft.com/azure/key-vault/general/soft-delete-change.
func SoftDeleteIrreversible() *Error {
	return refuse(400, "BadRequest",
		"The property \"enableSoftDelete\" cannot be set to false. Enabling the 'soft delete' functionality is an irreversible action.")
}

// RetentionFixed: the retention is set once.
func RetentionFixed() *Error {
	return refuse(400, "BadRequest", "The property \"softDeleteRetentionInDays\" has been set already and it can't be modified.")
}

// VaultTenantUnknown: a vault for another tenant.
// Source: https://learn.microsoft.com/azure/key-vault/general/move-subscription.
func VaultTenantUnknown(tenant string) *Error {
	return refuse(400, "BadRequest", "The tenant ID '%s' in the request is not the tenant of the subscription.", tenant)
}

// AccessPoliciesMissing: neither access policies nor role-based access.
// Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update.
func AccessPoliciesMissing() *Error {
	return refuse(400, "BadRequest",
		"The parameter accessPolicies is not specified: a vault without enableRbacAuthorization needs it.")
}

// VaultSubnetNotValid: a network rule names a subnet that is not there.
// Source: https://learn.microsoft.com/azure/key-vault/general/network-security.
func VaultSubnetNotValid(subnet string) *Error {
	return refuse(400, "VirtualNetworkNotValid", "Virtual network subnet '%s' of the vault's network rules was not found.", subnet)
}

// VaultSubnetWithoutEndpoint: a network rule names a subnet without the service endpoint.
// Source: https://learn.microsoft.com/azure/key-vault/general/network-security.
func VaultSubnetWithoutEndpoint(subnet, vnet string) *Error {
	return refuse(400, "VirtualNetworkNotValid",
		"Call to Microsoft.Network failed. Error Code: SubnetsHaveNoServiceEndpointsConfigured. Subnets %s of virtual network %s do not have ServiceEndpoints for Microsoft.KeyVault resources configured. Add Microsoft.KeyVault to subnet's ServiceEndpoints collection before trying to ACL Microsoft.KeyVault resources to these subnets.", subnet, vnet)
}

// PurgeNotAllowed: a vault under purge protection stays until its retention ends.
func PurgeNotAllowed() *Error {
	return refuse(405, "MethodNotAllowed",
		"Operation 'DeletedVaultPurge' is not allowed: purge protection is enabled for this vault. It is purged automatically when the retention period has passed.")
}

// SecretNameInvalid: characters or length that a secret or key may not have.
// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates.
func SecretNameInvalid(name string) *Error {
	return refuse(400, "BadRequest", "The name '%s' is not valid: it must be 1 to 127 letters, digits and hyphens.", name)
}
