package rules

// The types of the edge.
const (
	typeEdgeProfile        = "azure-native:cdn:Profile"
	typeEdgeEndpoint       = "azure-native:cdn:AFDEndpoint"
	typeEdgeRoute          = "azure-native:cdn:Route"
	typeEdgeOriginGroup    = "azure-native:cdn:AFDOriginGroup"
	typeEdgeOrigin         = "azure-native:cdn:AFDOrigin"
	typeEdgeDomain         = "azure-native:cdn:AFDCustomDomain"
	typeEdgeSecret         = "azure-native:cdn:Secret"
	typeEdgeSecurityPolicy = "azure-native:cdn:SecurityPolicy"
	typeEdgeRule           = "azure-native:cdn:Rule"

	typeClassicFrontDoor = "azure-native:network:FrontDoor"
	typeClassicEndpoint  = "azure-native:cdn:Endpoint"
)

// Firewall policies: Front Door's own and the one of the classic content network.
const (
	typeFirewall        = "azure-native:network:Policy"
	typeClassicFirewall = "azure-native:cdn:Policy"
)

// The SKU on which private links and managed rule sets exist.
const edgePremium = "Premium_AzureFrontDoor"

// edgeFirewalls are the firewall policies of Front Door.
var edgeFirewalls = []string{typeFirewall}
