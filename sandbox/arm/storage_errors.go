package arm

// Refusals of Microsoft.Storage. Unless a constructor says otherwise the
// source is the provider's list of error codes,
// https://learn.microsoft.com/rest/api/storagerp/srp_error_codes_create_storage_account, and
// https://learn.microsoft.com/azure/storage/blobs/object-replication-overview.

// AccountNameInvalid: an account name with other than lower-case letters and digits.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-storage-account-name.
func AccountNameInvalid(name string) *Error {
	return refuse(400, "AccountNameInvalid",
		"%s is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.", name)
}

// StorageAccountAlreadyTaken: somebody else in the world has the name.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-storage-account-name.
func StorageAccountAlreadyTaken(name string) *Error {
	return refuse(409, "StorageAccountAlreadyTaken", "The storage account named %s is already taken.", name)
}

// StorageAccountAlreadyExists: the subscription has the name in another group.
func StorageAccountAlreadyExists(name string) *Error {
	return refuse(409, "StorageAccountAlreadyExists",
		"The storage account named %s already exists under the subscription.", name)
}

// AccountPropertyCannotBeUpdated: a property that is fixed at creation.
func AccountPropertyCannotBeUpdated(property string) *Error {
	e := refuse(400, "AccountPropertyCannotBeUpdated",
		"The property '%s' was specified in the input, but it cannot be updated as it is read-only. For more information, see https://aka.ms/storageaccountupdate.", property)
	e.Target = property
	return e
}

// InvalidStorageProperty: a value that contradicts another or a feature in use.
// Source: the message that https://github.com/recognizegroup/terraform/pull/461 quotes.
func InvalidStorageProperty(value, property, why string) *Error {
	e := refuse(400, "InvalidRequestPropertyValue",
		"The value '%s' is not allowed for property %s because %s.", value, property, why)
	e.Target = property
	return e
}

// InvalidContainerName: characters or length that a container may not have.
// Source: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
func InvalidContainerName(name string) *Error {
	return refuse(400, "InvalidResourceName",
		"The specified resource name '%s' contains invalid characters or is not between 3 and 63 characters long.", name)
}

// PublicAccessNotPermitted: anonymous access to a container of an account that forbids it.
// Source: https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent.
func PublicAccessNotPermitted() *Error {
	return refuse(409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.")
}

// ContainerProtected: deleting a container whose blobs a locked policy keeps.
// Source: https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview.
func ContainerProtected(account, container string) *Error {
	return refuse(409, "ContainerProtectedFromDeletion",
		"The storage account %s container %s is protected from deletion due to ImmutabilityPolicy.", account, container)
}

// AccountProtected: deleting the account around such a container.
// Source: https://github.com/Azure/azure-powershell/issues/26148.
func AccountProtected(account, container string) *Error {
	return refuse(409, "AccountProtectedFromDeletion",
		"The storage account %s is protected from deletion. The container(s) %s have a locked immutability policy.", account, container)
}

// ImmutabilityPolicyLocked: writing or deleting a policy that is locked. The
// code is the one that the data plane has for it.
// Source: https://github.com/Azure/azure-powershell/issues/26148.
func ImmutabilityPolicyLocked() *Error {
	return refuse(409, "ContainerImmutabilityPolicyLocked", "Operation not allowed on immutability policy with current state.")
}

// NetworkACLsValidationFailure: a network rule names a subnet that cannot be used.
func NetworkACLsValidationFailure(subnet string) *Error {
	return refuse(400, "NetworkAclsValidationFailure",
		"Validation of network acls failure: SubnetNotFound:Cannot find subnet '%s'.", subnet)
}

// NetworkACLsWithoutEndpoint: a network rule names a subnet without the service endpoint.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/16547.
func NetworkACLsWithoutEndpoint(subnet, vnet string) *Error {
	return refuse(400, "NetworkAclsValidationFailure",
		"Validation of network acls failure: SubnetsHaveNoServiceEndpointsConfigured:Subnets %s of virtual network %s do not have ServiceEndpoints for Microsoft.Storage resources configured. Add Microsoft.Storage to subnet's ServiceEndpoints collection before trying to ACL Microsoft.Storage resources to these subnets..", subnet, vnet)
}

// IPRuleInvalid: a rule for a private address, or for a range that is none.
// Source: https://learn.microsoft.com/azure/storage/common/storage-network-security.
func IPRuleInvalid(value string) *Error {
	e := refuse(400, "InvalidValuesForRequestParameters",
		"Values for request parameters are invalid: networkAcls.ipRule[*].value ('%s'). For more information, see - https://aka.ms/storagenetworkruleset", value)
	e.Target = "properties.networkAcls.ipRules"
	return e
}

// RedundancyNotAvailable: copies in zones or a paired region that the region lacks.
// Source: https://github.com/Esri/arcgis-gitops/issues/160.
func RedundancyNotAvailable(sku, kind, place string) *Error {
	return refuse(400, "RedundancyConfigurationNotAvailableInRegion",
		"The storage account failed to create due to redundancy configuration - Sku: %s, Kind: %s - not available in selected Region - %s. Please make sure the redundancy configuration selected is available in your region.", sku, kind, place)
}

// KindWithoutSku: a size that there is not for the account's kind.
// Source: https://learn.microsoft.com/azure/storage/common/storage-account-overview; code and text as
// https://github.com/MicrosoftDocs/azure-docs/issues/47207 has them.
func KindWithoutSku(kind, sku string) *Error {
	e := refuse(400, "InvalidValuesForRequestParameters", "Values for request parameters are invalid: sku ('%s' of kind '%s').", sku, kind)
	e.Target = "sku"
	return e
}

// RedundancyConversion: a size to which an account cannot be updated.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/6526.
func RedundancyConversion(was, sku string) *Error {
	return refuse(400, "StorageAccountTypeConversionNotAllowed",
		"The storage account does not support conversion from '%s' to '%s' by an update.", was, sku)
}

// InvalidMetadata: metadata under a name that no header can carry.
// Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes and
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
func InvalidMetadata(name string) *Error {
	e := refuse(400, "InvalidMetadata", "The metadata specified is invalid. It has characters that are not permitted: '%s'.", name)
	e.Target = "properties.metadata"
	return e
}

// ReplicationPolicyIDInvalid: a policy id that is neither a GUID nor, on the
// destination account, the word default.
// Source: https://github.com/Azure/bicep-types-az/issues/2420.
func ReplicationPolicyIDInvalid(id string) *Error {
	return refuse(400, "InvalidRequestPropertyValue", "The value '%s' is not allowed for property policyId.", id)
}

// ReplicationAccountMismatch: the account of the URL is neither source nor destination.
func ReplicationAccountMismatch(account string) *Error {
	return refuse(400, "InvalidRequestPropertyValue",
		"The storage account '%s' is neither the source account nor the destination account of the policy.", account)
}

// ReplicationAccountNotFound: source or destination does not exist or is named in short form.
func ReplicationAccountNotFound(property, account string) *Error {
	e := refuse(400, "InvalidRequestPropertyValue",
		"The storage account '%s' of property %s could not be found. Use the full resource id of an existing account.", account, property)
	e.Target = property
	return e
}

// ReplicationNotOnDestination: the source comes before the destination.
// Source: https://github.com/Azure/azure-rest-api-specs/issues/11189.
func ReplicationNotOnDestination(policy, account string) *Error {
	return refuse(400, "InvalidObjectReplicationPolicy",
		"The object replication policy '%s' does not exist on the destination account '%s'. Create it there first.", policy, account)
}

// ReplicationRulesDiffer: the source's rules are not those of the destination's policy.
func ReplicationRulesDiffer(policy string) *Error {
	return refuse(400, "InvalidObjectReplicationPolicy",
		"The rules of the object replication policy '%s' do not match those on the destination account.", policy)
}

// ReplicationPrerequisite: versioning or change feed is off.
func ReplicationPrerequisite(feature, account string) *Error {
	return refuse(409, "ObjectReplicationPrerequisiteNotMet",
		"Object replication requires %s on the storage account '%s'.", feature, account)
}

// ReplicationContainerNotFound: a rule names a container that is not there.
func ReplicationContainerNotFound(container, account string) *Error {
	return refuse(404, "ContainerNotFound",
		"The specified container '%s' does not exist in the storage account '%s'.", container, account)
}

// ReplicationContainerConflict: a container in two rules, or a destination that
// another rule reads from.
func ReplicationContainerConflict(container, why string) *Error {
	return refuse(409, "ObjectReplicationContainerConflict",
		"The container '%s' cannot be used in the rule because %s.", container, why)
}

// ReplicationLimit: too many policies on an account or rules in a policy.
func ReplicationLimit(what string, limit int) *Error {
	return refuse(409, "ObjectReplicationLimitExceeded", "%s: the limit is %d.", what, limit)
}

// StorageFailoverNotSupported: account failover without geo-redundancy, or
// under object replication.
// Source: https://learn.microsoft.com/azure/storage/common/storage-disaster-recovery-guidance.
func StorageFailoverNotSupported(why string) *Error {
	return refuse(409, "AccountFailoverNotSupported", "Failover is not supported for this storage account because %s.", why)
}

// ContainerNotFound: a blob container that is not there.
// Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
func ContainerNotFound() *Error {
	return refuse(404, "ContainerNotFound", "The specified container does not exist.")
}
