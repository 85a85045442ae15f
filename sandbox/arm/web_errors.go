package arm

// Refusals of Microsoft.Web. Unless a constructor says otherwise the source is
// https://learn.microsoft.com/azure/app-service/ and the texts that public
// deployment logs show.

// SiteNameInvalid: characters or length that a site may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func SiteNameInvalid(name string) *Error {
	return refuse(400, "BadRequest",
		"The parameter name has an invalid value: '%s'. It must be 2 to 60 letters, digits and hyphens and may not begin or end with a hyphen.", name)
}

// SiteNameExists: the host name belongs to another site in the world.
// Source: https://github.com/dotnet/sign/issues/392.
func SiteNameExists(name string) *Error {
	return refuse(409, "Conflict", "Website with given name %s already exists.", name)
}

// ServerFarmNotFound: the plan is not there.
func ServerFarmNotFound(id string) *Error {
	return refuse(404, "NotFound", "Cannot find server farm with name or id '%s'.", id)
}

// ServerFarmRegion: app and plan in different regions.
// Source: https://learn.microsoft.com/azure/app-service/overview-hosting-plans.
func ServerFarmRegion(plan string) *Error {
	return refuse(400, "BadRequest", "The app and its App Service plan '%s' must be in the same region.", plan)
}

// ServerFarmInUse: a plan with apps is not deleted.
// Source: https://learn.microsoft.com/azure/app-service/app-service-plan-manage.
func ServerFarmInUse(plan, apps string) *Error {
	return refuse(409, "Conflict", "Server farm '%s' cannot be deleted because it has web app(s) %s assigned to it.", plan, apps)
}

// PlanSkuInvalid: a pricing tier that there is not.
func PlanSkuInvalid(sku string) *Error {
	return refuse(400, "BadRequest", "Cannot find sku with name '%s'.", sku)
}

// PlanZones: zone redundancy without Premium, instances or zones.
// Source: https://learn.microsoft.com/azure/reliability/reliability-app-service.
func PlanZones(why string) *Error {
	return refuse(400, "BadRequest", "Zone redundancy is not available for the App Service plan: %s.", why)
}

// PlanKindFixed: a plan does not change between Linux and Windows.
func PlanKindFixed() *Error {
	return refuse(409, "Conflict", "The property 'reserved' of an App Service plan cannot be changed after creation.")
}

// LinuxVersionInvalid: a container or Linux runtime on a Windows plan, or a
// value that is neither.
func LinuxVersionInvalid() *Error {
	return refuse(400, "BadRequest", "The parameter LinuxFxVersion has an invalid value.")
}

// AlwaysOnNotAllowed: a plan below Basic.
// Source: https://github.com/Azure/azure-cli/issues/9567.
func AlwaysOnNotAllowed() *Error {
	return refuse(409, "Conflict", "There was a conflict. AlwaysOn cannot be set for this site as the plan does not allow it.")
}

// IntegrationNotAllowed: network integration from a plan that has none.
// Source: https://learn.microsoft.com/azure/app-service/overview-vnet-integration.
func IntegrationNotAllowed(sku string) *Error {
	return refuse(409, "Conflict", "Virtual network integration is not supported by the pricing tier '%s' of the App Service plan.", sku)
}

// SubnetNotDelegated: integration into a subnet that is not given to App Service.
// Source: https://github.com/Azure/terraform-azurerm-vnet/issues/46.
func SubnetNotDelegated(subnet string) *Error {
	vnet := ""
	if id, err := ParseID(subnet); err == nil && len(id.Names) == 2 {
		vnet, subnet = id.Names[0], id.Names[1]
	}
	return refuse(400, "BadRequest",
		"Subnet %s in VNET %s is missing a delegation to Microsoft.Web/serverFarms. Please add the delegation and try again.", subnet, vnet)
}

// SubnetNotFound: integration into a subnet that is not there or elsewhere.
func SubnetNotFound(subnet string) *Error {
	return refuse(404, "NotFound", "Virtual network subnet '%s' was not found in the region of the app.", subnet)
}

// VaultIdentityUnassigned: vault references by an identity that the app lacks.
// Source: https://learn.microsoft.com/azure/app-service/app-service-key-vault-references.
func VaultIdentityUnassigned(identity string) *Error {
	return refuse(400, "BadRequest", "The parameter keyVaultReferenceIdentity has an invalid value: the identity '%s' is not assigned to the app.", identity)
}

// WebValueInvalid: a property with a value that there is not.
func WebValueInvalid(property string) *Error {
	e := refuse(400, "BadRequest", "The parameter %s has an invalid value.", property)
	e.Target = property
	return e
}

// AppSettingNameInvalid: characters that an environment variable may not have.
// Source: https://learn.microsoft.com/azure/app-service/reference-app-settings.
func AppSettingNameInvalid(name string) *Error {
	return refuse(400, "BadRequest", "AppSetting with name '%s' is not allowed.", name)
}

// SwiftSlots: every plan connects to at most two subnets.
// Source: https://learn.microsoft.com/azure/app-service/overview-vnet-integration.
func SwiftSlots(plan string, limit int) *Error {
	return refuse(409, "Conflict",
		"Adding this VNET would exceed the App Service Plan VNET limit of %d for the plan '%s'.", limit, plan)
}
