package rules

// The types of networks that several rules judge.
const (
	typeVirtualNetwork  = "azure-native:network:VirtualNetwork"
	typeSubnet          = "azure-native:network:Subnet"
	typeSecurityGroup   = "azure-native:network:NetworkSecurityGroup"
	typeSecurityRule    = "azure-native:network:SecurityRule"
	typePrivateEndpoint = "azure-native:network:PrivateEndpoint"
	typeZoneGroup       = "azure-native:network:PrivateDnsZoneGroup"
	typePrivateZone     = "azure-native:network:PrivateZone"
	typeZoneLink        = "azure-native:network:VirtualNetworkLink"
)
