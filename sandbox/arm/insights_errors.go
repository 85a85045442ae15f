package arm

// Refusals of Microsoft.Insights and Microsoft.OperationalInsights. Unless a
// constructor says otherwise the source is
// https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings.

// DiagnosticSinkMissing: a diagnostic setting that sends nowhere.
func DiagnosticSinkMissing() *Error {
	return refuse(400, "BadRequest",
		"At least one data sink needs to be specified: workspaceId, storageAccountId, eventHubAuthorizationRuleId or marketplacePartnerId.")
}

// DiagnosticSinkNotFound: a sink that does not exist.
func DiagnosticSinkNotFound(id string) *Error {
	return refuse(404, "ResourceNotFound", "The data sink '%s' of the diagnostic setting was not found.", id)
}

// DiagnosticSinkRegion: a storage account elsewhere.
func DiagnosticSinkRegion(account, accountRegion, region string) *Error {
	return refuse(400, "BadRequest",
		"Resource is in region '%s' and the storage account '%s' is in region '%s': a regional resource can only write to a storage account of its own region.", region, account, accountRegion)
}

// DiagnosticCategoryUnsupported: a category that the resource type has not.
// Source: https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index.
func DiagnosticCategoryUnsupported(category string) *Error {
	return refuse(400, "BadRequest", "Category '%s' is not supported.", category)
}

// DiagnosticUnsupported: a type that emits nothing.
// Source: https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index.
func DiagnosticUnsupported(typ string) *Error {
	return refuse(400, "ResourceTypeNotSupported", "The resource type '%s' does not support diagnostic settings.", typ)
}

// DiagnosticConflict: a category goes to one sink once.
func DiagnosticConflict(category, sink, other string) *Error {
	return refuse(409, "Conflict",
		"Data sink '%s' is already used in diagnostic setting '%s' for category '%s'. Data sinks can't be reused in different settings on the same category for the same resource.", sink, other, category)
}

// DiagnosticLimit: more settings than a resource may have.
func DiagnosticLimit(limit int) *Error {
	return refuse(409, "Conflict", "The limit of %d diagnostic settings per resource is reached.", limit)
}

// WorkspaceNotFound: telemetry into a workspace that does not exist.
// Source: https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource.
func WorkspaceNotFound(id string) *Error {
	return refuse(400, "BadRequest", "The Log Analytics workspace '%s' was not found.", id)
}

// WorkspaceRequired: a component without a workspace.
// Source: https://learn.microsoft.com/azure/azure-monitor/app/convert-classic-resource.
func WorkspaceRequired() *Error {
	return refuse(400, "BadRequest", "Classic Application Insights components cannot be created any more: WorkspaceResourceId is required.")
}

// WorkspaceNameInvalid: characters or length that a workspace may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func WorkspaceNameInvalid(name string) *Error {
	return refuse(400, "InvalidParameter", "The workspace name '%s' is invalid: it must be 4 to 63 letters, digits and hyphens, and may not begin or end with a hyphen.", name)
}

// WorkspaceRetention: data kept for a time that the tier does not offer.
// Source: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure.
func WorkspaceRetention(days int) *Error {
	return refuse(400, "InvalidParameter", "'RetentionInDays' property doesn't match the SKU limits: %d is not between 30 and 730.", days)
}

// AlertScopeNotFound: an alert on something that does not exist.
// Source: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-metric.
func AlertScopeNotFound(id string) *Error {
	return refuse(404, "ResourceNotFound", "The resource '%s' of the alert's scope was not found.", id)
}

// ActionGroupNotFound: an alert that tells an action group that does not exist.
func ActionGroupNotFound(id string) *Error {
	return refuse(400, "BadRequest", "The action group '%s' was not found.", id)
}

// ActionGroupShortName: more than 12 characters.
// Source: https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups.
func ActionGroupShortName(name string) *Error {
	return refuse(400, "BadRequest", "The group short name '%s' must have 1 to 12 characters.", name)
}

// WindowTooShort: a window shorter than the frequency.
// Source: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-metric-alert-rule.
func WindowTooShort(window, frequency string) *Error {
	return refuse(400, "BadRequest", "The window size '%s' must not be shorter than the evaluation frequency '%s'.", window, frequency)
}

// AutoscaleTargetNotFound: autoscale of what does not exist.
func AutoscaleTargetNotFound(id string) *Error {
	return refuse(400, "BadRequest", "The target resource '%s' of the autoscale setting was not found.", id)
}

// AutoscaleTargetTaken: one setting for each target.
// Source: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-overview.
func AutoscaleTargetTaken(id, other string) *Error {
	return refuse(409, "Conflict", "The target resource '%s' already has the autoscale setting '%s'.", id, other)
}

// AutoscaleCapacity: minimum, default and maximum out of order.
// Source: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings.
func AutoscaleCapacity(profile string) *Error {
	return refuse(400, "BadRequest", "The capacity of the profile '%s' must satisfy minimum <= default <= maximum.", profile)
}

// WebTestFrequency: a time between two tests that there is not.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/r/application_insights_standard_web_test.html.markdown.
func WebTestFrequency(seconds int) *Error {
	return refuse(400, "BadRequest", "The frequency %d of the web test is not valid: it is 300, 600 or 900 seconds.", seconds)
}

// WebTestPlace: a place from which nobody tests, or none at all.
// Source: https://learn.microsoft.com/azure/azure-monitor/app/availability (location population tags).
func WebTestPlace(place string) *Error {
	return refuse(400, "BadRequest", "The location '%s' of the web test is not valid.", place)
}

// MetricNotFound: an alert on a metric that its target does not have.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/18869.
func MetricNotFound(name string) *Error {
	return refuse(400, "BadRequest",
		"Couldn't find a metric named %s. Make sure the name is correct. If this is a custom metric, set 'skipMetricValidation' to true.", name)
}

// WebTestComponent: a web test is tied to a component by a tag.
// Source: https://learn.microsoft.com/azure/azure-monitor/app/availability.
func WebTestComponent() *Error {
	return refuse(400, "BadRequest",
		"A web test must have a tag 'hidden-link:{id}' with the value 'Resource' that names an existing Application Insights component.")
}
