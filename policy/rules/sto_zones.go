package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoZones = &rule.Rule{
	ID:        "TDM-STO-015",
	Title:     "Storage accounts keep their copies in three zones",
	Why:       "LRS and GRS keep all copies of the region in one datacentre: a fire there takes the account away until it is failed over, and what was not copied yet for good.",
	Fix:       "Set sku.name to Standard_ZRS, Standard_GZRS, Standard_RAGZRS, Premium_ZRS, or to a size of files such as StandardV2_ZRS. Regions without zones are not judged.",
	Severity:  rule.High,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05")},
	Sources:   []string{"https://learn.microsoft.com/azure/storage/common/storage-redundancy"},
	Since:     "0.1.0",
	Scope:     rule.OneResource,
	Types:     []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		size := r.Get("sku", "name")
		if needsZones(r, j, size.Unknown() || strings.Contains(strings.ToUpper(size.Text()), "ZRS")) {
			j.OneOf(size, nil, "Standard_ZRS", "Standard_GZRS", "Standard_RAGZRS", "Premium_ZRS", "StandardV2_ZRS", "StandardV2_GZRS", "PremiumV2_ZRS")
		}
	},
}
