package global

import "github.com/tandem-platform/tandem/internal/topology"

// linkRegions are the regions in which Front Door can make private
// endpoints towards origins. Source: Azure's documentation of Front
// Door's private links.
var linkRegions = []string{
	"australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2",
	"francecentral", "germanywestcentral", "japaneast", "koreacentral", "northeurope", "norwayeast",
	"southafricanorth", "southcentralus", "swedencentral", "uksouth", "westeurope", "westus3",
}

// linkLocation is the region in which the edge's private link to a
// target in that region lies: the region itself where Front Door has it, else the nearest
// that it has. A region that is not in the table keeps its own name, and Azure judges it.
func linkLocation(location string) string {
	here, found := topology.LookupRegion(location)
	if !found {
		return location
	}
	nearest, least := location, -1.0
	for _, name := range linkRegions {
		if name == location {
			return location
		}
		there, listed := topology.LookupRegion(name)
		if !listed {
			continue
		}
		if d := topology.Distance(here, there); least < 0 || d < least {
			nearest, least = name, d
		}
	}
	return nearest
}
