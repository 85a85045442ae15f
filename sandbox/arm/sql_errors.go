package arm

// Refusals of Microsoft.Sql. Unless a constructor says otherwise the source is
// the list of error codes in the provider's OpenAPI description,
// https://github.com/Azure/azure-rest-api-specs/tree/main/specification/sql/resource-manager/Microsoft.Sql/SQL/stable/2023-08-01.

// InvalidServerName: characters or length that a server may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func InvalidServerName(name string) *Error {
	return refuse(400, "InvalidServerName",
		"Invalid server name specified: '%s'. It must be 1 to 63 lower-case letters, digits and hyphens and may not begin or end with a hyphen.", name)
}

// ServerNameExists: the host name belongs to another server in the world.
func ServerNameExists(name string) *Error {
	return refuse(409, "NameAlreadyExists", "The name '%s' already exists. Choose a different name.", name)
}

// SQLInvalidParameter: a parameter of a server or policy with a bad value.
func SQLInvalidParameter(name string) *Error {
	e := refuse(400, "InvalidParameterValue", "Invalid value given for parameter %s. Specify a valid parameter value.", name)
	e.Target = name
	return e
}

// InvalidLoginName: a name of an administrator that the service itself uses, or that is none.
func InvalidLoginName(name string) *Error {
	return refuse(400, "InvalidLoginName", "'%s' is not a valid login name in this version of SQL Server.", name)
}

// PasswordTooShort: fewer than 8 characters.
func PasswordTooShort() *Error {
	return refuse(400, "PasswordTooShort", "Password validation failed. The provided password is too short.")
}

// PasswordTooLong: more than 128 characters.
func PasswordTooLong() *Error {
	return refuse(400, "PasswordTooLong", "Password validation failed. The provided password is too long.")
}

// InvalidDatabaseLocation: a database in another region than its server's.
func InvalidDatabaseLocation(name, location, server string) *Error {
	return refuse(400, "InvalidLocation", "An invalid location was specified: the database '%s' cannot lie in '%s', its server lies in '%s'.", name, location, server)
}

// InvalidMaxSize: a database larger than its tier allows.
func InvalidMaxSize(sku string) *Error {
	return refuse(400, "InvalidMaxSizeTierCombination", "The tier '%s' does not support the specified database max size.", sku)
}

// NetworkRuleRegion: a rule for a network in another region than the server's.
// Source: https://learn.microsoft.com/azure/azure-sql/database/vnet-service-endpoint-rule-overview.
func NetworkRuleRegion(server, vnet string) *Error {
	return refuse(400, "VirtualNetworkRuleBadRequest",
		"Microsoft.Sql resources in %s cannot be ACL-ed to virtual network in %s.", server, vnet)
}

// NetworkRuleWithoutEndpoint: a rule for a subnet without the service endpoint.
// Source: https://learn.microsoft.com/azure/azure-sql/database/vnet-service-endpoint-rule-overview.
func NetworkRuleWithoutEndpoint(subnet string) *Error {
	return refuse(400, "VirtualNetworkRuleBadRequest",
		"The subnet '%s' is not provisioned with the service endpoint Microsoft.Sql.", subnet)
}

// PasswordNotComplex: a password against the rules.
func PasswordNotComplex() *Error {
	return refuse(400, "PasswordNotComplex",
		"Password validation failed. The password does not meet policy requirements because it is not complex enough.")
}

// EntraOnlyEnabled: a password or the removal of the administrator on a server
// that knows Entra authentication only.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/25755.
func EntraOnlyEnabled() *Error {
	return refuse(400, "AadOnlyAuthenticationIsEnabled",
		"Azure Active Directory only authentication is enabled on the server. This operation is not permitted while it is enabled.")
}

// EntraAdminMissing: Entra-only authentication without an Entra administrator.
// Source: https://learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication.
func EntraAdminMissing() *Error {
	return refuse(400, "AadOnlyAuthenticationCannotBeEnabledWithoutAadAdmin",
		"Azure Active Directory only authentication cannot be enabled because no Azure Active Directory administrator is configured for the server.")
}

// ServerInFailoverGroup: a server with a failover group is not deleted.
// Source: https://learn.microsoft.com/azure/azure-sql/database/failover-group-configure-sql-db.
func ServerInFailoverGroup(server, group string) *Error {
	return refuse(409, "ConflictingServerOperation",
		"The server '%s' is in the failover group '%s' and cannot be deleted. Delete the failover group first.", server, group)
}

// UnknownObjectInPolicy: a security policy names a storage endpoint that is none.
func UnknownObjectInPolicy(parameter, value string) *Error {
	return refuse(400, "DataSecurityInvalidUserSuppliedParameter",
		"An invalid parameter value '%s' was provided by the client: %s.", value, parameter)
}

// ReservedDatabaseName: master and its like are not created.
func ReservedDatabaseName(name string) *Error {
	return refuse(400, "CannotUseReservedDatabaseName", "Cannot use reserved database name '%s' in this operation.", name)
}

// SourceDatabaseNotFound: a secondary or a copy of nothing.
func SourceDatabaseNotFound(id string) *Error {
	return refuse(404, "SourceDatabaseNotFound", "The source database '%s' does not exist.", id)
}

// ReplicationSameName: a geo-secondary has its primary's name.
func ReplicationSameName(source, target string) *Error {
	return refuse(400, "ReplicationSourceAndTargetMustHaveSameName",
		"The replication source and target databases must have the same name: '%s' and '%s' differ.", source, target)
}

// ReplicationSameServer: a geo-secondary lies on another server.
func ReplicationSameServer(server string) *Error {
	return refuse(400, "ReplicationSourceAndTargetMustBeInDifferentServers",
		"The replication source and target databases must be in different logical servers; both are in '%s'.", server)
}

// InReplicationRelationship: an operation that replication forbids.
func InReplicationRelationship(database string) *Error {
	return refuse(409, "InvalidOperationForDatabaseInReplicationRelationship",
		"The operation cannot be performed since the database '%s' is in a replication relationship.", database)
}

// InvalidSku: a service objective that there is not.
func InvalidSku(name string) *Error {
	return refuse(400, "InvalidSku", "The user specified an invalid sku: '%s'.", name)
}

// ProvisioningZoneRedundant: zone redundancy where the tier or region has none.
// Source: https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla.
func ProvisioningZoneRedundant(sku, location string) *Error {
	return refuse(400, "ProvisioningDisabled",
		"Provisioning of zone redundant database/pool is not supported for your current request: '%s' in '%s'.", sku, location)
}

// CollationFixed: a database keeps its collation.
func CollationFixed(name string) *Error {
	return refuse(400, "ChangeUnsupportedOnEntity",
		"The collation of the database '%s' cannot be changed.", name)
}

// RetentionInvalid: backups kept for fewer than 1 or more than 35 days.
// Source: https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview.
func RetentionInvalid(days int) *Error {
	return refuse(400, "InvalidBackupRetentionPeriod",
		"The retention days value of %d is not a valid configuration. Valid backup retention must be between 1 and 35 days.", days)
}

// FirewallRuleInvalid: an address that is none, or a range that runs backwards.
func FirewallRuleInvalid(rule, why string) *Error {
	return refuse(400, "InvalidFirewallRuleRange", "The firewall rule '%s' is not valid: %s.", rule, why)
}

// PublicAccessDisabled: firewall rules where public access is off.
// Source: https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings.
func PublicAccessDisabled() *Error {
	return refuse(400, "DenyPublicEndpointEnabled",
		"Unable to create or modify firewall rules when public network interface for the server is disabled. To manage server or database level firewall rules, please enable the public network interface.")
}
