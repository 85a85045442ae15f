package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobWrittenIsCopied = &rule.Rule{
	ID:       "TDM-DR-071",
	Title:    "What an identity may write is copied to the other region",
	Why:      "Blobs in a container that no rule copies look safe beside those that are, and are gone with the region.",
	Fix:      "Let scope of a RoleAssignment that writes blobs be a container that is the sourceContainer of a replication.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, complete := blobWays(g, j)
		ways := soundWays(all)
		accounts := replicated(ways)
		roles, _ := blobRoles(g)
		for _, b := range roles {
			if b.on == nil || b.on.Type != typeBlobContainer || !complete {
				continue
			}
			account, _ := named(g, j, b.on, "accountName", typeStorageAccount)
			copied := slices.ContainsFunc(ways, func(w *blobWay) bool {
				return w.source.resource == account && w.originals(rule.AzureName(b.on)) || w.destination.resource == account && w.replicas(rule.AzureName(b.on))
			})
			switch {
			case copied || !slices.Contains(accounts, account):
			case b.role.Unknown():
				j.On(b.assignment).NotYetKnown(b.role)
			case b.has(blobWriters):
				j.On(b.assignment).ViolatedAs(b.role, "a role that writes "+b.on.Name+", which is copied nowhere", "a role that reads, or a container that is copied")
			}
		}
	},
}
