package arm

// Refusals of Microsoft.Authorization. Unless a constructor says otherwise the
// source is https://learn.microsoft.com/azure/role-based-access-control/troubleshooting.

// RoleAssignmentExists: principal and role are assigned at the scope already.
func RoleAssignmentExists(other string) *Error {
	return refuse(409, "RoleAssignmentExists",
		"The role assignment already exists. The ID of the existing role assignment is %s.", other)
}

// InvalidRoleAssignmentID: a name that is no GUID.
// Source: https://learn.microsoft.com/rest/api/authorization/role-assignments/create.
func InvalidRoleAssignmentID(name string) *Error {
	return refuse(400, "InvalidRoleAssignmentId",
		"The role assignment ID '%s' is not valid. The role assignment ID must be a GUID.", name)
}

// RoleAssignmentUpdateNotPermitted: principal, role and scope are fixed.
func RoleAssignmentUpdateNotPermitted() *Error {
	return refuse(400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
}

// PrincipalNotFound: a principal that the directory does not have (yet).
func PrincipalNotFound(id, tenant string) *Error {
	return refuse(400, "PrincipalNotFound",
		"Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.", id, tenant)
}

// InvalidPrincipalID: a principal id that is no GUID.
func InvalidPrincipalID(id string) *Error {
	return refuse(400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment: '%s' is not a GUID.", id)
}

// UnmatchedPrincipalType: a principal that is something else.
// Source: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template.
func UnmatchedPrincipalType(id, is, wanted string) *Error {
	return refuse(400, "UnmatchedPrincipalType",
		"The PrincipalId '%s' has type '%s', which is different from specified PrinciaplType '%s'.", id, is, wanted)
}

// RoleDefinitionDoesNotExist: a role that there is not.
func RoleDefinitionDoesNotExist(id string) *Error {
	return refuse(400, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", id)
}

// InvalidRoleDefinitionID: a name that is no GUID.
// Source: https://learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update.
func InvalidRoleDefinitionID(id string) *Error {
	return refuse(400, "RoleDefinitionIdInvalid", "The role definition ID '%s' is not valid. The role definition ID must be a GUID.", id)
}

// RoleNameExists: a custom role of the name.
// Source: https://learn.microsoft.com/azure/role-based-access-control/custom-roles.
func RoleNameExists(name string) *Error {
	return refuse(409, "RoleDefinitionWithSameNameExists", "A custom role with the same name already exists in this directory. Use a different name: '%s'.", name)
}

// RoleScopesMissing: a custom role that can be assigned nowhere.
// Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions.
func RoleScopesMissing() *Error {
	return refuse(400, "MissingAssignableScopes", "A custom role definition must have at least one assignable scope.")
}

// RoleInUse: a custom role that is assigned.
// Source: https://learn.microsoft.com/azure/role-based-access-control/custom-roles.
func RoleInUse(name string) *Error {
	return refuse(400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role '%s'.", name)
}

// BuiltInRoleFixed: a built-in role is not written.
// Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions.
func BuiltInRoleFixed(name string) *Error {
	return refuse(403, "RoleDefinitionUpdateNotPermitted", "The built-in role '%s' cannot be modified or deleted.", name)
}

// LockLevelInvalid: a level that there is not.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources.
func LockLevelInvalid(level string) *Error {
	return refuse(400, "InvalidLockLevel", "The lock level '%s' is not valid. Valid values are 'CanNotDelete' and 'ReadOnly'.", level)
}

// RoleDefinitionNotFound is [RoleDefinitionDoesNotExist] for who asks for the role itself.
func RoleDefinitionNotFound(id string) *Error {
	e := RoleDefinitionDoesNotExist(id)
	e.Status = 404
	return e
}

// RoleAssignmentNotFound: a role assignment that is not there.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/9379.
func RoleAssignmentNotFound(name string) *Error {
	return refuse(404, "RoleAssignmentNotFound", "The role assignment '%s' is not found.", name)
}
