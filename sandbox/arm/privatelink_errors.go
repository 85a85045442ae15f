package arm

import "strings"

// Refusals around private endpoints and private-link connections. Unless a
// constructor says otherwise the source is
// https://learn.microsoft.com/azure/private-link/private-endpoint-overview.

// EndpointInDelegatedSubnet: a private endpoint in a subnet given to a service.
func EndpointInDelegatedSubnet(endpoint, subnet string) *Error {
	return refuse(400, "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
		"Private endpoint %s cannot be created as subnet %s is delegated.", endpoint, subnet)
}

// EndpointConnectionCount: an endpoint has exactly one connection.
func EndpointConnectionCount(endpoint string, n int) *Error {
	return refuse(400, "PrivateEndpointMustHaveOnePrivateLinkServiceConnection",
		"Private endpoint %s must have exactly one private link service connection; it has %d.", endpoint, n)
}

// EndpointTargetUnsupported: a target of a type without private link.
func EndpointTargetUnsupported(target string) *Error {
	return refuse(400, "PrivateLinkServiceIdNotSupported",
		"The resource %s does not support private endpoints.", target)
}

// EndpointGroupMissing: no group id.
// Source: https://github.com/Azure/azure-cli/issues/15136.
func EndpointGroupMissing(connection string) *Error {
	return refuse(400, "MissingParameterOnPrivateLinkServiceConnection",
		"Private link service connection %s is missing required parameter 'group Id'.", connection)
}

// EndpointGroupInvalid: a group id that the target does not offer.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/11778.
func EndpointGroupInvalid(target, group string, offered []string) *Error {
	typ := target
	if id, err := ParseID(target); err == nil {
		typ = id.Type()
	}
	return refuse(400, "LinkedServiceInvalidGroupId",
		"Call to %s failed. Error message: Invalid groupId '%s'. The supported group ids are: %s.", typ, group, strings.Join(offered, ", "))
}

// EndpointPlanUnsupported: a web app in a plan below Basic.
// Source: https://learn.microsoft.com/azure/app-service/overview-private-endpoint.
func EndpointPlanUnsupported(site string) *Error {
	return refuse(400, "LinkedServiceSkuNotSupported",
		"Call to Microsoft.Web/sites failed. Error message: SkuCode of the App Service plan of '%s' does not support private endpoints.", site)
}

// EndpointPropertyFixed: subnet and target are fixed at creation.
func EndpointPropertyFixed(endpoint, property string) *Error {
	e := refuse(400, "PropertyChangeNotAllowed",
		"Changing property 'properties.%s' of private endpoint %s is not allowed.", property, endpoint)
	e.Target = property
	return e
}

// ConnectionNotFound: connections come into being with an endpoint, not by PUT.
// Source: https://learn.microsoft.com/azure/private-link/manage-private-endpoint.
func ConnectionNotFound(id string) *Error {
	return refuse(404, "PrivateEndpointConnectionNotFound", "The private endpoint connection '%s' could not be found.", id)
}

// ConnectionStatusInvalid: a connection can be approved or rejected.
// Source: https://learn.microsoft.com/azure/private-link/manage-private-endpoint.
func ConnectionStatusInvalid(status string) *Error {
	return refuse(400, "InvalidPrivateLinkServiceConnectionState",
		"The status '%s' is not valid for a private link service connection. Valid values are 'Approved' and 'Rejected'.", status)
}

// ConnectionRejected: a rejected connection cannot be approved any more.
// Source: https://learn.microsoft.com/azure/private-link/manage-private-endpoint.
func ConnectionRejected(name string) *Error {
	return refuse(400, "InvalidPrivateLinkServiceConnectionState",
		"The private endpoint connection '%s' is rejected and cannot be approved. Delete it and create the endpoint again.", name)
}

// ZoneGroupZoneCount: a zone group without zones.
func ZoneGroupZoneCount(id string) *Error {
	return refuse(400, "PrivateDnsZoneGroupConfigsRequired", "The private DNS zone group %s must name one to five private DNS zones.", id)
}

// ZoneGroupLimit: one group per endpoint.
func ZoneGroupLimit(endpoint string) *Error {
	return refuse(400, "PrivateEndpointCannotHaveMultipleDnsZoneGroups",
		"Private endpoint %s already has a private DNS zone group; it can have only one.", endpoint)
}
