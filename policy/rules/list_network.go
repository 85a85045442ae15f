package rules

import "github.com/tandem-platform/tandem/policy/rule"

var networkRules = []*rule.Rule{
	netSubnetFiltered,
	netInboundInternet,
	netPortsNamed,
	netOutboundKnown,
	netDenyInbound,
	netDenyOutbound,
	netEndpointNamed,
	netZoneFits,
	netZoneReaches,
	netLinkRegisters,
	netZoneLinked,
	netEndpointFits,
	netEndpointManual,
	netEndpointName,
	netEndpointPlace,
	netEndpointFiltered,
	netAppSubnet,
	netSpacePrivate,
	netSpacesDisjoint,
	netAppSubnetSize,
	netDDoS,
	netFlows,
}
