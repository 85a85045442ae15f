package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobReplicaRead = &rule.Rule{
	ID:       "TDM-DR-072",
	Title:    "Whoever writes blobs in a region may read the replicas there",
	Why:      "After a failover the stamp that is left serves the documents of the lost one: without the role it answers that they are forbidden, and the recovery has failed.",
	Fix:      "Make a RoleAssignment with Storage Blob Data Reader for the identity, with the replica's container as scope.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources: []string{
		"https://learn.microsoft.com/azure/storage/blobs/object-replication-overview",
		"https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage",
	},
	Since: "0.1.0",
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		all, _ := blobWays(g, j)
		ways := soundWays(all)
		roles, open := blobRoles(g)
		for _, container := range g.OfType(typeBlobContainer) {
			account, _ := g.Named(container, "accountName", typeStorageAccount)
			name := rule.AzureName(container)
			replica := slices.ContainsFunc(ways, func(w *blobWay) bool {
				return account != nil && w.destination.resource == account && w.replicas(name) && (w.twin == nil || w.twin.replicas(name))
			})
			if !replica {
				continue
			}
			for _, principal := range writersOn(g, account, roles) {
				demandReader(g, j, container, account, principal, roles, open)
			}
		}
	},
}

// writersOn are the principals that may write into a container of an account.
func writersOn(g *rule.Graph, account *rule.Resource, roles []blobRole) []string {
	var writers []string
	for _, b := range roles {
		if b.principal == "" || !b.has(blobWriters) || b.on == nil || b.on.Type != typeBlobContainer || slices.Contains(writers, b.principal) {
			continue
		}
		if of, _ := g.Named(b.on, "accountName", typeStorageAccount); of == account {
			writers = append(writers, b.principal)
		}
	}
	return writers
}

// demandReader demands that a principal may read a container. If not, roles of
// the principal on it that do not read are what has to be changed, or those
// that lead astray, or else a role is missing.
func demandReader(g *rule.Graph, j *rule.Judge, container, account *rule.Resource, principal string, roles []blobRole, open []*rule.Resource) {
	other := map[*rule.Resource]rule.Value{}
	for _, b := range roles {
		nobody := b.assignment.Get("principalId")
		if b.principal == "" && nobody.Unknown() && b.has(blobReaders) && b.holds(g, account, rule.AzureName(container)) {
			j.On(b.assignment).NotYetKnown(nobody)
			return
		}
		if b.principal != principal && !nobody.Absent() || !b.holds(g, account, rule.AzureName(container)) {
			continue
		}
		switch {
		case nobody.Absent():
			other[b.assignment] = nobody
		case b.has(blobReaders):
			return
		case b.role.Unknown():
			j.On(b.assignment).NotYetKnown(b.role)
			return
		case b.on == container:
			other[b.assignment] = b.role
		}
	}
	for _, assignment := range open {
		j.On(assignment).NotYetKnown(assignment.Get("scope"))
	}
	if len(open) > 0 {
		return
	}
	if len(other) == 0 {
		other = readsTwice(principal, roles)
	}
	if len(other) == 0 {
		other = misled(g, container, byScope(g), typeRoleAssignment)
	}
	demandFor(j, container, other, "a replica that an identity that writes beside it may not read", "a RoleAssignment with Storage Blob Data Reader for it")
}

// readsTwice are the roles by which a principal may read what it may write
// anyhow, with their scopes: they were meant for something else.
func readsTwice(principal string, roles []blobRole) map[*rule.Resource]rule.Value {
	twice := map[*rule.Resource]rule.Value{}
	for _, b := range roles {
		for _, other := range roles {
			if b.principal == principal && other.principal == principal && b.on != nil && b.on == other.on &&
				other.has(blobWriters) && b.has(blobReaders) && !b.has(blobWriters) {
				twice[b.assignment] = b.assignment.Get("scope")
			}
		}
	}
	return twice
}
