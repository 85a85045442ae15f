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
		roles, open := blobRoles(g)
		if !complete {
			return
		}
		lost := func(container *rule.Resource) bool {
			account, _ := named(g, j, container, "accountName", typeStorageAccount)
			return slices.Contains(accounts, account) && !copied(ways, account, rule.AzureName(container))
		}
		for _, b := range roles {
			if b.on == nil || b.on.Type != typeBlobContainer || !lost(b.on) {
				continue
			}
			switch {
			case b.role.Unknown():
				j.On(b.assignment).NotYetKnown(b.role)
			case b.has(blobWriters) && rule.Unnamed(b.on):
				j.On(b.on).NotYetKnown(b.on.Get("containerName"))
			case b.has(blobWriters):
				j.On(b.assignment).ViolatedAs(b.role, "a role that writes "+b.on.Name+", which is copied nowhere", "a role that reads, or a container that is copied")
			}
		}
		for _, assignment := range open {
			containers := drDependencies(g, assignment, "scope", typeBlobContainer)
			if len(containers) == 0 && couldMean(g, assignment, assignment.Get("scope"), []string{typeBlobContainer}) {
				containers = g.OfType(typeBlobContainer)
			}
			role := blobRole{role: assignment.Get("roleDefinitionId")}
			if (role.role.Unknown() || role.has(blobWriters)) && slices.ContainsFunc(containers, lost) {
				j.On(assignment).NotYetKnown(assignment.Get("scope"))
			}
		}
	},
}

// copied reports whether a replication copies a container of an account, or makes it.
func copied(ways []*blobWay, account *rule.Resource, container string) bool {
	return slices.ContainsFunc(ways, func(w *blobWay) bool {
		return w.source.resource == account && w.originals(container) || w.destination.resource == account && w.replicas(container)
	})
}
