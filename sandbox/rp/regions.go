package rp

// regionPairs are the paired regions to which geo-redundant storage copies.
// Source: https://learn.microsoft.com/azure/reliability/regions-list.
var regionPairs = map[string]string{
	"australiacentral": "australiacentral2", "australiacentral2": "australiacentral",
	"brazilsoutheast": "brazilsouth", "westindia": "southindia",
	"australiaeast": "australiasoutheast", "australiasoutheast": "australiaeast",
	"brazilsouth": "southcentralus", "canadacentral": "canadaeast", "canadaeast": "canadacentral",
	"centralindia": "southindia", "southindia": "centralindia",
	"centralus": "eastus2", "eastus2": "centralus",
	"eastasia": "southeastasia", "southeastasia": "eastasia",
	"eastus": "westus", "westus": "eastus",
	"francecentral": "francesouth", "francesouth": "francecentral",
	"germanywestcentral": "germanynorth", "germanynorth": "germanywestcentral",
	"japaneast": "japanwest", "japanwest": "japaneast",
	"koreacentral": "koreasouth", "koreasouth": "koreacentral",
	"northcentralus": "southcentralus", "southcentralus": "northcentralus",
	"northeurope": "westeurope", "westeurope": "northeurope",
	"norwayeast": "norwaywest", "norwaywest": "norwayeast",
	"southafricanorth": "southafricawest", "southafricawest": "southafricanorth",
	"swedencentral": "swedensouth", "swedensouth": "swedencentral",
	"switzerlandnorth": "switzerlandwest", "switzerlandwest": "switzerlandnorth",
	"uaenorth": "uaecentral", "uaecentral": "uaenorth",
	"uksouth": "ukwest", "ukwest": "uksouth",
	"westcentralus": "westus2", "westus2": "westcentralus", "westus3": "eastus",
}

// zonalRegions have availability zones.
// Source: https://learn.microsoft.com/azure/reliability/regions-list.
var zonalRegions = map[string]bool{
	"australiaeast": true, "austriaeast": true, "belgiumcentral": true, "brazilsouth": true, "canadacentral": true,
	"centralindia": true, "centralus": true, "chilecentral": true, "denmarkeast": true, "eastasia": true,
	"eastus": true, "eastus2": true, "francecentral": true, "germanywestcentral": true, "indonesiacentral": true,
	"israelcentral": true, "italynorth": true, "japaneast": true, "japanwest": true, "koreacentral": true,
	"malaysiawest": true, "mexicocentral": true, "newzealandnorth": true, "northeurope": true, "norwayeast": true,
	"polandcentral": true, "qatarcentral": true, "southafricanorth": true, "southcentralus": true,
	"southeastasia": true, "spaincentral": true, "swedencentral": true, "switzerlandnorth": true, "uaenorth": true,
	"uksouth": true, "westeurope": true, "westus2": true, "westus3": true,
}
