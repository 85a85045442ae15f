package arm

// Refusals of Microsoft.Resources beyond those that are the same for all types.

// GroupManagedByFixed: managedBy is set once.
// Source: https://learn.microsoft.com/rest/api/resources/resource-groups/create-or-update.
func GroupManagedByFixed(name string) *Error {
	return refuse(400, "ResourceGroupManagedByMismatch", "The managedBy property of the resource group '%s' cannot be changed.", name)
}

// TooManyTags: more tags than a resource may have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
func TooManyTags(limit, got int) *Error {
	return refuse(400, "TooManyTags", "Too many tags on the resource. Requested tag count: %d. Maximum number of tags allowed: %d.", got, limit)
}

// NoSuchTags: the tags of a scope have one name, default.
// Source: https://learn.microsoft.com/rest/api/resources/tags/get-at-scope.
func NoSuchTags(name string) *Error {
	return refuse(400, "InvalidTagsResourceName", "The tags resource name '%s' is invalid. It must be 'default'.", name)
}

// NoSuchTagsOperation: a PATCH of tags that is none of Merge, Replace and Delete.
// Source: https://learn.microsoft.com/rest/api/resources/tags/update-at-scope; how such
// a body is refused is ARM's manner with any enumeration.
func NoSuchTagsOperation(operation string) *Error {
	return InvalidRequestContent("Error converting value '" + operation + "' to type 'TagsPatchOperation'. Path 'operation'")
}

// NoSuchMember: a body with a member that its type does not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors.
func NoSuchMember(member, of string) *Error {
	return InvalidRequestContent("Could not find member '" + member + "' on object of type '" + of + "'. Path '" + member + "'")
}

// TemplateInvalid: a deployment whose template is none.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template.
func TemplateInvalid(why string) *Error {
	return refuse(400, "InvalidTemplate", "Deployment template validation failed: '%s'.", why)
}
