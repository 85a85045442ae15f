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

// TemplateInvalid: a deployment whose template is none.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template.
func TemplateInvalid(why string) *Error {
	return refuse(400, "InvalidTemplate", "Deployment template validation failed: '%s'.", why)
}
