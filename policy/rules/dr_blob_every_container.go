package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobEveryContainer = &rule.Rule{
	ID:       "TDM-DR-050",
	Title:    "Every container with data has a replica in the other region",
	Why:      "A container that no rule of a replication policy names exists once: with its region, its blobs are gone.",
	Fix:      "Add a rule with the container as sourceContainer to the ObjectReplicationPolicy of both accounts, or name it in the parameter local if it holds nothing of value.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "local", Doc: "Names of containers that belong to one region, separated by commas.", Production: "control,$root,$web,$logs", Test: "control,$root,$web,$logs"},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, complete := blobWays(g, j)
		for _, container := range g.OfType(typeBlobContainer) {
			account, decided := named(g, j, container, "accountName", typeStorageAccount)
			name := rule.AzureName(container)
			if name == "" {
				j.On(container).NotYetKnown(container.Get("containerName"))
				continue
			}
			if !decided || account == nil || !complete || slices.Contains(words(j.Text("local")), name) {
				continue
			}
			copied := slices.ContainsFunc(ways, func(w *blobWay) bool {
				return w.source.resource == account && w.originals(name) || w.destination.resource == account && w.replicas(name)
			})
			sku := account.Get("sku", "name")
			switch {
			case copied, geoCopied(sku):
			case sku.Unknown():
				j.On(account).NotYetKnown(sku)
			default:
				j.On(container).Missing("in no rule of a replication policy", "a rule that copies it to the other region")
			}
		}
	},
}

// geoCopied reports whether Azure copies an account of that size to the paired region.
func geoCopied(sku rule.Value) bool {
	text := strings.ToUpper(sku.Text())
	return strings.Contains(text, "GRS") || strings.Contains(text, "GZRS")
}
