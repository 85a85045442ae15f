package arm

// Refusals of Microsoft.Network. Unless a constructor says otherwise the
// source is https://learn.microsoft.com/azure/networking/troubleshoot-failed-state
// and https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet.

// InvalidResourceReference: a property names a resource that is not there or in another region.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found.
func InvalidResourceReference(reference, from string) *Error {
	return refuse(400, "InvalidResourceReference",
		"Resource %s referenced by resource %s was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.", reference, from)
}

// NetworkNameInvalid: characters or length that a network, or what lies in one, may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules and
// the text that public deployment logs show.
func NetworkNameInvalid(name string) *Error {
	return refuse(400, "InvalidResourceName",
		"Resource name %s is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.", name)
}

// AddressSpaceMissing: a virtual network without any prefix.
func AddressSpaceMissing(name string) *Error {
	return refuse(400, "InvalidRequestFormat", "The address space of the virtual network '%s' has no address prefixes.", name)
}

// AddressPrefixMissing: a subnet without any prefix.
func AddressPrefixMissing(name string) *Error {
	return refuse(400, "InvalidRequestFormat", "The subnet '%s' has neither addressPrefix nor addressPrefixes.", name)
}

// InvalidAddressPrefix: no CIDR block, or one with host bits set.
func InvalidAddressPrefix(prefix string) *Error {
	return refuse(400, "InvalidAddressPrefixFormat",
		"Address prefix %s is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.", prefix)
}

// AddressSpaceOverlaps: two prefixes of one network overlap.
func AddressSpaceOverlaps(id, a, b string) *Error {
	return refuse(400, "NetcfgOverlappingAddressSpace",
		"The address prefixes %s and %s of the virtual network %s overlap.", a, b, id)
}

// InvalidSubnet: a subnet that does not lie in its network's address space.
// Source: https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-nva.
func InvalidSubnet(subnet, vnet string) *Error {
	return refuse(400, "NetcfgInvalidSubnet",
		"Subnet '%s' is not valid in virtual network '%s'.", subnet, vnet)
}

// SubnetOverlaps: a subnet that overlaps another of its network.
// Source: https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet.
func SubnetOverlaps(subnet, vnet string) *Error {
	return refuse(400, "NetcfgSubnetRangesOverlap",
		"Subnet '%s' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '%s'.", subnet, vnet)
}

// SubnetTooSmall: less than a /29.
// Source: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq.
func SubnetTooSmall(subnet, prefix string) *Error {
	return refuse(400, "SubnetSizeTooSmall",
		"The address prefix %s of the subnet '%s' is too small. The smallest supported IPv4 subnet is /29.", prefix, subnet)
}

// InvalidDelegation: a service to which no subnet can be delegated.
func InvalidDelegation(service, id string) *Error {
	return refuse(400, "SubnetDelegationServiceNameInvalid",
		"The service name '%s' of a delegation of '%s' is not valid. Use availableDelegations to list the supported services.", service, id)
}

// InUseSubnet: a subnet with something in it.
// Source: https://github.com/kubernetes-sigs/cluster-api-provider-azure/issues/172.
func InUseSubnet(subnet, user string) *Error {
	return refuse(400, "InUseSubnetCannotBeDeleted",
		"Subnet %s is in use by %s and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.", subnet, user)
}

// InUsePrefix: a range is taken from a subnet that something uses.
func InUsePrefix(subnet, user string) *Error {
	return refuse(400, "InUsePrefixCannotBeDeleted",
		"The address prefix of subnet %s cannot be changed because it is in use by %s.", subnet, user)
}

// InUseVirtualNetwork: a network to which a private DNS zone is linked.
// Source: https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links.
func InUseVirtualNetwork(vnet, user string) *Error {
	return refuse(409, "CannotDeleteResource",
		"Virtual network %s cannot be deleted while it is linked by %s.", vnet, user)
}

// SubnetDelegationInUse: the delegation changes under what uses the subnet.
// Source: https://github.com/MicrosoftDocs/azure-docs/issues/39112.
func SubnetDelegationInUse(id, before, after, user string) *Error {
	return refuse(400, "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
		"Delegations of subnet %s cannot be changed from [%s] to [%s] because it is being used by the resource %s.", id, before, after, user)
}

// InUseSecurityGroup: a security group that a subnet has.
func InUseSecurityGroup(id, user string) *Error {
	return refuse(400, "InUseNetworkSecurityGroupCannotBeDeleted",
		"Network security group %s cannot be deleted because it is in use by the following resources: %s. In order to delete the Network security group, remove the association with the resource(s).", id, user)
}

// RulePriorityInvalid: a priority outside 100 to 4096.
// Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.
func RulePriorityInvalid(rule string, priority int) *Error {
	return refuse(400, "SecurityRuleInvalidPriority",
		"Security rule has invalid priority. Value provided: %d for rule %s. Allowed range 100-4096.", priority, rule)
}

// RuleConflict: two rules of one direction with one priority.
// Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.
func RuleConflict(rule, other string, priority int) *Error {
	return refuse(400, "SecurityRuleConflict",
		"Security rule %s conflicts with rule %s. Rules cannot have the same Priority and Direction. Priority: %d.", rule, other, priority)
}

// RuleParameterMissing: a rule that says neither one nor many.
// Source: https://learn.microsoft.com/rest/api/virtualnetwork/security-rules/create-or-update.
func RuleParameterMissing(rule, parameter string) *Error {
	return refuse(400, "SecurityRuleParameterRequired",
		"Required security rule parameters are missing for security rule %s: %s must be given, singular or plural.", rule, parameter)
}

// RuleAddressInvalid: neither an address, nor a range, nor a service tag.
// Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.
func RuleAddressInvalid(rule, value string) *Error {
	return refuse(400, "SecurityRuleInvalidAddressPrefix",
		"Security rule has invalid Address prefix. Value provided: %s for rule %s.", value, rule)
}

// RuleTagInList: a service tag, or any address, among several.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/5617.
func RuleTagInList(rule, parameter, value string) *Error {
	return refuse(400, "SecurityRuleParameterContainsUnsupportedValue",
		"Security rule parameter %s for rule with Id %s cannot specify existing VIRTUALNETWORK, INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: %s.", parameter, rule, value)
}

// RulePortInvalid: neither a port nor a range of ports.
// Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.
func RulePortInvalid(rule, value string) *Error {
	return refuse(400, "SecurityRuleInvalidPortRange",
		"Security rule has invalid Port range. Value provided: %s for rule %s. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.", value, rule)
}

// PeeringOverlaps: two networks whose address spaces overlap.
// Source: https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues.
func PeeringOverlaps(name, vnet, remote string) *Error {
	return refuse(400, "VnetAddressSpacesOverlap",
		"Cannot create or update peering %s. Virtual networks %s and %s cannot be peered because their address spaces overlap.", name, vnet, remote)
}

// NetworkInterfaceInUse: the interface of a private endpoint is not deleted by itself.
func NetworkInterfaceInUse(nic, endpoint string) *Error {
	return refuse(400, "CannotDeleteNICForPrivateEndpoint",
		"Network interface %s cannot be deleted because it belongs to the private endpoint %s.", nic, endpoint)
}
