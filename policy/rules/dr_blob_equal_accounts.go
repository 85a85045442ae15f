package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobEqualAccounts = &rule.Rule{
	ID:       "TDM-DR-058",
	Title:    "Both accounts of a replication are built alike",
	Why:      "After a failover the replica carries the load: on slower disks, in one zone, or under other encryption, the system is not what was tested.",
	Fix:      "Give both StorageAccount resources the same kind, accessTier, zones in sku.name and encryption.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/common/storage-redundancy"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		for _, p := range blobPairs(ways) {
			p.sameZones(j)
			p.same(j, nil, drRanked("Storage", "BlobStorage", "FileStorage", "BlockBlobStorage", "StorageV2"), "kind")
			p.same(j, "Hot", drRanked("Premium", "Cold", "Cool", "Hot"), "accessTier")
			p.same(j, "Microsoft.Storage", drRanked("Microsoft.Keyvault", "Microsoft.Storage"), "encryption", "keySource")
			p.same(j, false, drWantTrue, "encryption", "requireInfrastructureEncryption")
		}
	},
}

// sameZones demands that both accounts, or none, keep copies in several zones.
func (p drPair) sameZones(j *rule.Judge) {
	mine, theirs := p.primary.Get("sku", "name"), p.secondary.Get("sku", "name")
	if drWait(j, p.primary, mine) || drWait(j, p.secondary, theirs) {
		return
	}
	zoned := func(v rule.Value) bool { return strings.Contains(strings.ToUpper(v.Text()), "ZRS") }
	switch {
	case zoned(mine) == zoned(theirs):
	case zoned(mine):
		j.On(p.secondary).Violated(theirs, "copies in several zones, as on "+p.primary.Name)
	default:
		j.On(p.primary).Violated(mine, "copies in several zones, as on "+p.secondary.Name)
	}
}
