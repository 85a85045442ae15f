package arm

import (
	"slices"
	"strings"
)

// Global is the location of resources that belong to no region.
const Global = "global"

// regions are Azure's public regions: name and display name.
// Source: https://learn.microsoft.com/azure/reliability/regions-list.
var regions = map[string]string{
	"australiacentral": "Australia Central", "australiacentral2": "Australia Central 2",
	"australiaeast": "Australia East", "australiasoutheast": "Australia Southeast",
	"austriaeast": "Austria East", "belgiumcentral": "Belgium Central",
	"brazilsouth": "Brazil South", "brazilsoutheast": "Brazil Southeast",
	"canadacentral": "Canada Central", "canadaeast": "Canada East",
	"centralindia": "Central India", "centralus": "Central US", "chilecentral": "Chile Central",
	"denmarkeast": "Denmark East", "eastasia": "East Asia", "eastus": "East US", "eastus2": "East US 2",
	"francecentral": "France Central", "francesouth": "France South",
	"germanynorth": "Germany North", "germanywestcentral": "Germany West Central",
	"indonesiacentral": "Indonesia Central", "israelcentral": "Israel Central", "italynorth": "Italy North",
	"japaneast": "Japan East", "japanwest": "Japan West",
	"koreacentral": "Korea Central", "koreasouth": "Korea South",
	"malaysiawest": "Malaysia West", "mexicocentral": "Mexico Central", "newzealandnorth": "New Zealand North",
	"northcentralus": "North Central US", "northeurope": "North Europe",
	"norwayeast": "Norway East", "norwaywest": "Norway West", "polandcentral": "Poland Central",
	"qatarcentral": "Qatar Central", "southafricanorth": "South Africa North", "southafricawest": "South Africa West",
	"southcentralus": "South Central US", "southeastasia": "Southeast Asia", "southindia": "South India",
	"spaincentral": "Spain Central", "swedencentral": "Sweden Central", "swedensouth": "Sweden South",
	"switzerlandnorth": "Switzerland North", "switzerlandwest": "Switzerland West",
	"uaecentral": "UAE Central", "uaenorth": "UAE North", "uksouth": "UK South", "ukwest": "UK West",
	"westcentralus": "West Central US", "westeurope": "West Europe", "westindia": "West India",
	"westus": "West US", "westus2": "West US 2", "westus3": "West US 3",
}

var regionNames = func() []string {
	var out []string
	for n := range regions {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}()

// Regions lists the names of all regions, sorted.
func Regions() []string { return slices.Clone(regionNames) }

// RegionTitle is a region's display name, "" when there is no such region.
func RegionTitle(name string) string { return regions[name] }

// NormalLocation is a location as ARM stores it: "West Europe" is westeurope.
func NormalLocation(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, " ", ""))
}

// IsRegion tells whether the normalised name is a region.
func IsRegion(name string) bool { _, ok := regions[name]; return ok }
