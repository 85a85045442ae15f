package topology

import "slices"

// privateLinkRegions are the regions in which Front Door can make private
// endpoints towards origins. Source: Azure's documentation of Front Door's
// private links.
var privateLinkRegions = []string{
	"australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2",
	"francecentral", "germanywestcentral", "japaneast", "koreacentral", "northeurope", "norwayeast",
	"southafricanorth", "southcentralus", "swedencentral", "uksouth", "westeurope", "westus3",
}

// PrivateLinkRegions returns the regions in which Front Door can make private
// endpoints, sorted by name.
func PrivateLinkRegions() []string { return slices.Clone(privateLinkRegions) }

// PrivateLinkRegion is the region in which the edge's private link to a target
// in that region lies: the region itself where Front Door has it, else the
// nearest that it has. A region that is not in the table keeps its own name,
// and Azure judges it.
func PrivateLinkRegion(location string) string {
	here, found := LookupRegion(location)
	if !found {
		return location
	}
	nearest, least := location, -1.0
	for _, name := range privateLinkRegions {
		if name == location {
			return location
		}
		there, listed := LookupRegion(name)
		if !listed {
			continue
		}
		if d := Distance(here, there); least < 0 || d < least {
			nearest, least = name, d
		}
	}
	return nearest
}
