package arm

import "strings"

// What is wrong with a request in view of what exists. Unless a constructor
// says otherwise the source is
// https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors.

// ResourceGroupNotFound: the group is not there.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found.
func ResourceGroupNotFound(name string) *Error {
	return refuse(404, "ResourceGroupNotFound", "Resource group '%s' could not be found.", name)
}

// ResourceNotFound: the resource is not there.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found.
func ResourceNotFound(id ID) *Error {
	where := "under resource group '" + id.ResourceGroup + "'"
	if id.ResourceGroup == "" {
		where = "under scope '" + id.Scope + "'"
	}
	return refuse(404, "ResourceNotFound",
		"The Resource '%s' %s was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", typePath(id), where)
}

// NotFoundAt is [ResourceNotFound] by an id's text.
func NotFoundAt(id string) *Error {
	p, err := ParseID(id)
	if err != nil {
		return refuse(404, "ResourceNotFound", "The Resource '%s' was not found.", id)
	}
	return ResourceNotFound(p)
}

// ParentResourceNotFound: a nested resource without what it lies in.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource
// and https://github.com/Azure/reliable-web-app-pattern-dotnet/issues/248.
func ParentResourceNotFound(id ID) *Error {
	parent := id.Parent()
	return refuse(404, "ParentResourceNotFound",
		"Can not perform requested operation on nested resource. Parent resource '%s' not found.",
		parent[strings.LastIndexByte(parent, '/')+1:])
}

// InvalidLinkedID: a property that should hold a resource id does not.
func InvalidLinkedID(path, value string) *Error {
	e := refuse(400, "LinkedInvalidPropertyId",
		"Property id '%s' at path '%s' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.", value, path)
	e.Target = path
	return e
}

// ScopeLocked: a lock on the resource, around it or, when it is deleted with
// all it holds, inside it.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
// and https://github.com/Azure/apiops/issues/606.
func ScopeLocked(id, operation string, scopes []string) *Error {
	return refuse(409, "ScopeLocked",
		"The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'. Please remove the lock and try again.",
		id, operation, strings.Join(scopes, "','"))
}

// PreconditionFailed: If-Match or If-None-Match does not hold.
// Source: https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/resource-api-reference.md.
func PreconditionFailed(id, header, value string) *Error {
	return refuse(412, "PreconditionFailed", "The condition '%s: %s' is not met by the resource '%s'.", header, value, id)
}

// ResourceGroupBeingDeleted: writes into a group on its way out.
// Source: https://github.com/Azure/azure-cli/issues/21121.
func ResourceGroupBeingDeleted(name string) *Error {
	return refuse(409, "ResourceGroupBeingDeleted",
		"The resource group '%s' is in deprovisioning state and cannot perform this operation.", name)
}

// AnotherOperation: the resource is still being written or deleted.
// Source: https://learn.microsoft.com/azure/networking/troubleshoot-failed-state.
func AnotherOperation(id, operation string) *Error {
	return refuse(409, "AnotherOperationInProgress",
		"Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: %s. Resource: '%s'.", operation, id)
}

// OperationNotFound: the status of an operation that never was.
// Source: https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md.
func OperationNotFound(id string) *Error {
	return refuse(404, "OperationNotFound", "The operation '%s' was not found.", id)
}

// LocationNotAvailable: a region that is none, or not one for this type.
func LocationNotAvailable(typ, location string, available []string) *Error {
	return refuse(400, "LocationNotAvailableForResourceType",
		"The provided location '%s' is not available for resource type '%s'. List of available regions for the resource type is '%s'.",
		location, typ, strings.Join(available, ","))
}

// GroupLocationNotAvailable is [LocationNotAvailable] for resource groups.
// Source: https://github.com/microsoft/vscode-azureresourcegroups/issues/33.
func GroupLocationNotAvailable(location string, available []string) *Error {
	return refuse(400, "LocationNotAvailableForResourceGroup",
		"The provided location '%s' is not available for resource group. List of available regions is '%s'.",
		location, strings.Join(available, ","))
}

// LocationChanged: a PUT that would move an existing resource.
func LocationChanged(id ID, old, wanted string) *Error {
	return refuse(409, "InvalidResourceLocation",
		"The resource '%s' already exists in location '%s' in resource group '%s'. A resource with the same name cannot be created in location '%s'. Please select a new resource name.",
		id.Name(), old, id.ResourceGroup, wanted)
}

// GroupLocationChanged is [LocationChanged] for resource groups.
// Source: https://github.com/Azure/azure-cli/issues/22242.
func GroupLocationChanged(name, old, wanted string) *Error {
	return refuse(409, "InvalidResourceGroupLocation",
		"Invalid resource group location '%s'. The Resource group already exists in location '%s'.", wanted, old)
}

// TypeMismatch: a body of another type than the URL's.
func TypeMismatch(body, url string) *Error {
	return refuse(400, "InvalidRequestContent",
		"The request content was invalid: the type '%s' in the body does not match '%s' in the request URL.", body, url)
}

// ResourceNameInvalid: characters or length that a resource of the type may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules; the
// codes follow the providers' manner.
func ResourceNameInvalid(typ, name, rule string) *Error {
	code := "InvalidResourceName"
	switch namespace, _, _ := strings.Cut(typ, "/"); namespace {
	case "Microsoft.Web", "Microsoft.Insights", "Microsoft.Cdn":
		code = "BadRequest"
	case "Microsoft.Consumption":
		code = "400"
	}
	return refuse(400, code, "The name '%s' of a resource of the type '%s' is not valid: %s.", name, typ, rule)
}

// NotTheDefault: of a type that exists once in each parent, another name than that one.
// Source: the path parameters of such types in https://github.com/Azure/azure-rest-api-specs.
func NotTheDefault(typ, name, want string) *Error {
	if strings.HasPrefix(typ, "Microsoft.Sql/") {
		return SQLInvalidParameter(typ[strings.LastIndexByte(typ, '/')+1:] + " name")
	}
	return refuse(400, "InvalidResourceName", "The resource name '%s' of the type '%s' is not valid: the only name is '%s'.", name, typ, want)
}

// InvalidTagNameCharacters: characters that the name of a tag may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
func InvalidTagNameCharacters(names []string) *Error {
	return refuse(400, "InvalidTagNameCharacters",
		`The tag names '%s' have reserved characters '<,>,%%,&,\,?,/' or control characters. These characters are only allowed for tags that start with the prefix 'hidden, link'.`, strings.Join(names, ", "))
}

// InvalidTagNameLength: a tag without a name, or with too long a one.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
func InvalidTagNameLength(name string, limit int) *Error {
	return refuse(400, "InvalidTagName",
		"The tag name '%s' is not valid: a tag name has 1 to %d characters.", name, limit)
}

// InvalidTagValueLength: too long a value of a tag.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
func InvalidTagValueLength(name string, limit int) *Error {
	return refuse(400, "InvalidTagValueLength",
		"Tag value too large. The value of the tag '%s' exceeds the maximum allowed length of %d characters.", name, limit)
}

// InvalidGroupName: characters or length that a resource group may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func InvalidGroupName(name string) *Error {
	return refuse(400, "InvalidResourceGroup",
		"The provided resource group name '%s' has these invalid characters or ends with a period, or is longer than 90 characters.", name)
}

// NameMismatch: a body whose name, type or id is not that of the URL.
func NameMismatch(body, url string) *Error {
	return refuse(400, "InvalidRequestContent",
		"The request content was invalid: the name '%s' in the body does not match '%s' in the request URL.", body, url)
}

func typePath(id ID) string {
	var b strings.Builder
	b.WriteString(id.Namespace)
	for i, t := range id.Types {
		b.WriteString("/" + t + "/" + id.Names[i])
	}
	return b.String()
}
