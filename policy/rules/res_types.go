package rules

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// taggable are the types that a program tags and that lie in a place.
var taggable = []string{
	typeResourceGroup, typeEdgeProfile, typeEdgeEndpoint, typeActionGroup, typeAutoscale, typeInsights,
	typeMetricAlert, typeWebTest, typeKeyVault, typeIdentity, typeSecurityGroup, typeVirtualNetwork, typePrivateZone,
	typeZoneLink, typePrivateEndpoint, typeWorkspace, typeFirewall, "azure-native:portal:Dashboard",
	typeDatabase, typeFailoverGroup, typeServer, typeStorageAccount, typePlan, typeSite, typeSlot, "azure-native:network:PublicIPAddress",
	"azure-native:containerregistry:Registry", "azure-native:compute:VirtualMachine",
}

// majority is the commonest value, of equally common ones the first by name.
func majority(values map[*rule.Resource]string) string {
	count := map[string]int{}
	for _, v := range values {
		count[v]++
	}
	keys := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	for _, most := range keys {
		return most
	}
	return ""
}

// stamped reports whether a stamp's name is one of a region's stamps: neither
// none nor the layer that joins them.
func stamped(stamp string) bool { return stamp != "" && stamp != "global" }
