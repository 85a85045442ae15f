package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var sysZones = &rule.Rule{
	ID:       "TDM-SYS-004",
	Title:    "Zones are asked for only where the region has them",
	Why:      "Azure refuses a zone-redundant resource in a region without zones, in the middle of a deployment; and a plan that counts on zones there counts on nothing.",
	Fix:      "Set location to a region with availability zones, or zoneRedundant to false and the SKU to one without zone redundancy.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/reliability/availability-zones-region-support"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePlan, typeDatabase, typeStorageAccount, typeSQLPool, "azure-native:containerregistry:Registry"},
	Check: func(r *rule.Resource, j *rule.Judge) {
		redundant, sku, location := r.Get("zoneRedundant"), r.Get("sku", "name"), r.Get("location")
		at := redundant
		switch {
		case redundant.Kind() == rule.KindBool && redundant.Bool() || strings.EqualFold(redundant.Text(), "Enabled"):
		case r.Type == typeStorageAccount && strings.HasSuffix(strings.ToUpper(sku.Text()), "ZRS"):
			at = sku
		case redundant.Unknown():
			j.NotYetKnown(redundant)
			return
		case r.Type == typeStorageAccount && sku.Unknown():
			j.NotYetKnown(sku)
			return
		default:
			return
		}
		if location.Unknown() {
			j.NotYetKnown(location)
		}
		region, known := topology.LookupRegion(plainRegion(location.Text()))
		if known && !region.Zones {
			j.ViolatedAs(at, "asking for zones in "+shown(location, region.Name)+", which has none", "a region with zones, or no zone redundancy")
		}
	},
}
