package sandbox_test

const (
	subnets    = "west|Microsoft.Network/virtualNetworks/net/subnets/"
	subnetPage = learn + "virtual-network/virtual-network-manage-subnet"
	rulePage   = learn + "virtual-network/network-security-groups-overview"
	linkPage   = learn + "private-link/private-endpoint-overview"
	dnsPage    = learn + "dns/private-dns-virtual-network-links"
	endpoints  = "west|Microsoft.Network/privateEndpoints/"
	vnetBody   = `{"location":"westeurope","properties":{"addressSpace":{"addressPrefixes":["10.9.0.0/16"]}}}`
	ruleBody   = `{"properties":{"priority":200,"direction":"Inbound","access":"Deny","protocol":"*","sourceAddressPrefix":"*","sourcePortRange":"*","destinationAddressPrefix":"*","destinationPortRange":"*"}}`
	zoneBody   = `{"location":"global","properties":{}}`
)

var networkRefusals = []refusal{
	{id: "subnet-outside-network", source: subnetPage, status: 400, code: "NetcfgInvalidSubnet",
		request: put(subnets+"n1", `{"properties":{"addressPrefix":"10.0.11.0/24"}}`), flaw: flaw{"properties.addressPrefix", "10.7.0.0/24"}},
	{id: "subnet-overlap", source: subnetPage, status: 400, code: "NetcfgSubnetRangesOverlap",
		request: put(subnets+"n2", `{"properties":{"addressPrefix":"10.0.12.0/24"}}`), flaw: flaw{"properties.addressPrefix", "10.0.1.128/25"}},
	{id: "subnet-too-small", source: learn + "virtual-network/virtual-networks-faq", status: 400, code: "SubnetSizeTooSmall",
		request: put(subnets+"n3", `{"properties":{"addressPrefix":"10.0.13.0/29"}}`), flaw: flaw{"properties.addressPrefix", "10.0.13.0/30"}},
	{id: "subnet-prefix-malformed", source: subnetPage, status: 400, code: "InvalidAddressPrefixFormat",
		request: put(subnets+"n4", `{"properties":{"addressPrefix":"10.0.14.0/24"}}`), flaw: flaw{"properties.addressPrefix", "10.0.14.1/24"}},
	{id: "subnet-security-group-missing", source: learn + "azure-resource-manager/troubleshooting/error-not-found", status: 400, code: "InvalidResourceReference",
		request: put(subnets+"n5", `{"properties":{"addressPrefix":"10.0.15.0/24","networkSecurityGroup":{"id":"@west|Microsoft.Network/networkSecurityGroups/nsg"}}}`),
		flaw:    flaw{"properties.networkSecurityGroup.id", "@west|Microsoft.Network/networkSecurityGroups/ghost"}},
	{id: "subnet-delegation-unknown", source: learn + "virtual-network/subnet-delegation-overview", status: 400, code: "SubnetDelegationServiceNameInvalid",
		request: put(subnets+"n6", `{"properties":{"addressPrefix":"10.0.16.0/24","delegations":[{"name":"d","properties":{"serviceName":"Microsoft.Web/serverFarms"}}]}}`),
		flaw:    flaw{"properties.delegations.0.properties.serviceName", "Microsoft.Web/castles"}},
	{id: "subnet-in-use", source: issues + "kubernetes-sigs/cluster-api-provider-azure/issues/172", status: 400, code: "InUseSubnetCannotBeDeleted",
		given: []call{put(subnets+"n7", `{"properties":{"addressPrefix":"10.0.17.0/24"}}`),
			put(endpoints+"n7", replaced(endpoint("west|Microsoft.Storage/storageAccounts/blobswest", "blob"), "subnets/links", "subnets/n7"))},
		mend: []call{remove(endpoints + "n7")}, request: remove(subnets + "n7")},
	{id: "subnet-delegation-in-use", source: issues + "MicrosoftDocs/azure-docs/issues/39112", status: 400, code: "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
		given: []call{put(subnets+"n8", `{"properties":{"addressPrefix":"10.0.18.0/24"}}`),
			put(endpoints+"n8", replaced(endpoint("west|Microsoft.Storage/storageAccounts/blobswest", "file"), "subnets/links", "subnets/n8"))},
		request: put(subnets+"n8", `{"properties":{"addressPrefix":"10.0.18.0/24","delegations":[]}}`),
		flaw:    flaw{"properties.delegations", []any{map[string]any{"name": "d", "properties": map[string]any{"serviceName": "Microsoft.Web/serverFarms"}}}}},
	{id: "network-space-overlap", source: learn + "virtual-network/virtual-networks-faq", status: 400, code: "NetcfgOverlappingAddressSpace",
		request: put("west|Microsoft.Network/virtualNetworks/n9", vnetBody), flaw: flaw{"properties.addressSpace.addressPrefixes.1", "10.9.4.0/24"}},
	{id: "network-subnet-dropped-in-use", source: subnetPage, status: 400, code: "InUseSubnetCannotBeDeleted",
		given: []call{put("west|Microsoft.Network/virtualNetworks/n10", replaced(vnetBody, "10.9.", "10.10.")),
			put("west|Microsoft.Network/virtualNetworks/n10/subnets/links", `{"properties":{"addressPrefix":"10.10.1.0/24"}}`),
			put(endpoints+"n10", replaced(endpoint("west|Microsoft.Storage/storageAccounts/blobswest", "queue"), "virtualNetworks/net/", "virtualNetworks/n10/"))},
		request: put("west|Microsoft.Network/virtualNetworks/n10", replaced(vnetBody, "10.9.", "10.10.")), flaw: flaw{"properties.subnets", []any{}}},
	{id: "peering-overlap", source: learn + "virtual-network/virtual-network-troubleshoot-peering-issues", status: 400, code: "VnetAddressSpacesOverlap",
		given:   []call{put("west|Microsoft.Network/virtualNetworks/n11", replaced(vnetBody, "10.9.", "10.0."))},
		request: put("west|Microsoft.Network/virtualNetworks/net/virtualNetworkPeerings/n11", `{"properties":{"remoteVirtualNetwork":{"id":"@north|Microsoft.Network/virtualNetworks/net"}}}`),
		flaw:    flaw{"properties.remoteVirtualNetwork.id", "@west|Microsoft.Network/virtualNetworks/n11"}},
	{id: "rule-priority-conflict", source: rulePage, status: 400, code: "SecurityRuleConflict",
		given:   []call{put("west|Microsoft.Network/networkSecurityGroups/nsg/securityRules/n12", ruleBody)},
		request: put("west|Microsoft.Network/networkSecurityGroups/nsg/securityRules/n12b", replaced(ruleBody, "200", "201")), flaw: flaw{"properties.priority", 200.0}},
	{id: "security-group-in-use", source: rulePage, status: 400, code: "InUseNetworkSecurityGroupCannotBeDeleted",
		given: []call{put("west|Microsoft.Network/networkSecurityGroups/n13", `{"location":"westeurope","properties":{}}`),
			put(subnets+"n13", `{"properties":{"addressPrefix":"10.0.23.0/24","networkSecurityGroup":{"id":"@west|Microsoft.Network/networkSecurityGroups/n13"}}}`)},
		mend: []call{remove(subnets + "n13")}, request: remove("west|Microsoft.Network/networkSecurityGroups/n13")},
}

var linkRefusals = []refusal{
	{id: "endpoint-subnet-missing", source: linkPage, status: 400, code: "InvalidResourceReference",
		request: put(endpoints+"l1", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault")), flaw: flaw{"properties.subnet.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/ghost"}},
	{id: "endpoint-subnet-other-region", source: linkPage, status: 400, code: "InvalidResourceReference",
		request: put(endpoints+"l2", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault")), flaw: flaw{"properties.subnet.id", "@north|Microsoft.Network/virtualNetworks/net/subnets/links"}},
	{id: "endpoint-subnet-delegated", source: linkPage, status: 400, code: "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
		request: put(endpoints+"l3", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault")), flaw: flaw{"properties.subnet.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}},
	{id: "endpoint-target-missing", source: linkPage, status: 400, code: "InvalidResourceReference",
		request: put(endpoints+"l4", endpoint("west|Microsoft.Sql/servers/sql-west", "sqlServer")),
		flaw:    flaw{"properties.privateLinkServiceConnections.0.properties.privateLinkServiceId", "@west|Microsoft.Sql/servers/ghost"}},
	{id: "endpoint-group-invalid", source: issues + "hashicorp/terraform-provider-azurerm/issues/11778", status: 400, code: "LinkedServiceInvalidGroupId",
		request: put(endpoints+"l5", endpoint("west|Microsoft.Sql/servers/sql-west", "sqlServer")), flaw: flaw{"properties.privateLinkServiceConnections.0.properties.groupIds.0", "sql"}},
	{id: "endpoint-group-missing", source: issues + "Azure/azure-cli/issues/15136", status: 400, code: "MissingParameterOnPrivateLinkServiceConnection",
		request: put(endpoints+"l6", endpoint("west|Microsoft.Sql/servers/sql-west", "sqlServer")), flaw: flaw{"properties.privateLinkServiceConnections.0.properties.groupIds", []any{}}},
	{id: "endpoint-target-fixed", source: linkPage, status: 400, code: "PropertyChangeNotAllowed",
		given: []call{put(endpoints+"l7", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault")),
			put(subnets+"l7", `{"properties":{"addressPrefix":"10.0.30.0/24"}}`)},
		request: put(endpoints+"l7", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault")), flaw: flaw{"properties.subnet.id", "@west|Microsoft.Network/virtualNetworks/net/subnets/l7"}},
	{id: "zone-group-zone-missing", source: learn + "private-link/private-endpoint-dns", status: 400, code: "InvalidResourceReference",
		given:   []call{put("west|Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net", zoneBody), put(endpoints+"l9", endpoint("west|Microsoft.KeyVault/vaults/vault-west", "vault"))},
		request: put(endpoints+"l9/privateDnsZoneGroups/default", `{"properties":{"privateDnsZoneConfigs":[{"name":"z","properties":{"privateDnsZoneId":"@west|Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"}}]}}`),
		flaw:    flaw{"properties.privateDnsZoneConfigs.0.properties.privateDnsZoneId", "@west|Microsoft.Network/privateDnsZones/ghost.example.com"}},
	{id: "zone-link-network-missing", source: dnsPage, status: 400, code: "BadRequest",
		given:   []call{put("west|Microsoft.Network/privateDnsZones/l10.example.com", zoneBody)},
		request: put("west|Microsoft.Network/privateDnsZones/l10.example.com/virtualNetworkLinks/net", `{"location":"global","properties":{"registrationEnabled":false,"virtualNetwork":{"id":"@west|Microsoft.Network/virtualNetworks/net"}}}`),
		flaw:    flaw{"properties.virtualNetwork.id", "@west|Microsoft.Network/virtualNetworks/ghost"}},
	{id: "zone-link-overlap", source: dnsPage, status: 400, code: "BadRequest",
		given: []call{put("west|Microsoft.Network/privateDnsZones/l11.example.com", zoneBody), put("north|Microsoft.Network/privateDnsZones/l11.example.com", zoneBody),
			put("north|Microsoft.Network/privateDnsZones/l11.example.com/virtualNetworkLinks/net", `{"location":"global","properties":{"registrationEnabled":false,"virtualNetwork":{"id":"@north|Microsoft.Network/virtualNetworks/net"}}}`)},
		request: put("west|Microsoft.Network/privateDnsZones/l11.example.com/virtualNetworkLinks/net", `{"location":"global","properties":{"registrationEnabled":false,"virtualNetwork":{"id":"@west|Microsoft.Network/virtualNetworks/net"}}}`),
		flaw:    flaw{"properties.virtualNetwork.id", "@north|Microsoft.Network/virtualNetworks/net"}},
	{id: "zone-with-links", source: learn + "dns/private-dns-portal", status: 409, code: "CannotDeleteResource",
		given: []call{put("west|Microsoft.Network/privateDnsZones/l12.example.com", zoneBody),
			put("west|Microsoft.Network/privateDnsZones/l12.example.com/virtualNetworkLinks/net", `{"location":"global","properties":{"registrationEnabled":false,"virtualNetwork":{"id":"@west|Microsoft.Network/virtualNetworks/net"}}}`)},
		mend: []call{remove("west|Microsoft.Network/privateDnsZones/l12.example.com/virtualNetworkLinks/net")}, request: remove("west|Microsoft.Network/privateDnsZones/l12.example.com")},
	{id: "record-cname-conflict", source: learn + "dns/dns-zones-records", status: 409, code: "Conflict",
		given:   []call{put("west|Microsoft.Network/privateDnsZones/l13.example.com", zoneBody), put("west|Microsoft.Network/privateDnsZones/l13.example.com/A/www", `{"properties":{"ttl":60,"aRecords":[{"ipv4Address":"10.0.0.9"}]}}`)},
		request: put("west|Microsoft.Network/privateDnsZones/l13.example.com/CNAME/web", `{"properties":{"ttl":60,"cnameRecord":{"cname":"example.com"}}}`), flaw: flaw{"name", "www"}},
}
