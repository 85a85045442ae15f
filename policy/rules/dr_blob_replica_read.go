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
			for account, until := range replicaAccounts(g, ways, container) {
				for _, w := range writersOn(g, account, roles, open) {
					w.until = append(w.until, until...)
					demandReader(g, j, container, account, w, roles, open)
				}
			}
		}
	},
}

// replicaAccounts are the accounts in which a container is a replica, or may be,
// with what decides it.
func replicaAccounts(g *rule.Graph, ways []*blobWay, container *rule.Resource) map[*rule.Resource][]blobOpen {
	accounts := map[*rule.Resource][]blobOpen{}
	account, known := g.Named(container, "accountName", typeStorageAccount)
	unnamed, name := rule.Unnamed(container), rule.AzureName(container)
	for _, w := range ways {
		in := w.destination.resource
		if in == nil || known && in != account || !unnamed && (!w.replicas(name) || w.twin != nil && !w.twin.replicas(name)) {
			continue
		}
		accounts[in] = nil
		if !known {
			accounts[in] = append(accounts[in], blobOpen{container, container.Get("accountName")})
		}
		if unnamed {
			accounts[in] = append(accounts[in], blobOpen{container, container.Get("containerName")})
		}
	}
	return accounts
}

// blobWriter is a principal that may write into a container of an account, if
// what is not known yet turns out so.
type blobWriter struct {
	principal string
	until     []blobOpen
}

// writersOn are the principals that may write into a container of an account:
// first, and once, those that may for certain.
func writersOn(g *rule.Graph, account *rule.Resource, roles []blobRole, open []*rule.Resource) []blobWriter {
	var certain, others []blobWriter
	for _, b := range roles {
		if b.on == nil || b.on.Type != typeBlobContainer {
			continue
		}
		of, known := g.Named(b.on, "accountName", typeStorageAccount)
		w, may := b.writer()
		if !may || known && of != account {
			continue
		}
		if !known {
			w.until = append(w.until, blobOpen{b.on, b.on.Get("accountName")})
		}
		if len(w.until) > 0 {
			others = append(others, w)
		} else if !slices.ContainsFunc(certain, w.is) {
			certain = append(certain, w)
		}
	}
	for _, assignment := range open {
		b := blobRole{assignment: assignment, principal: blobPrincipal(g, assignment), role: assignment.Get("roleDefinitionId")}
		if w, may := b.writer(); may {
			w.until = append(w.until, blobOpen{assignment, assignment.Get("scope")})
			others = append(others, w)
		}
	}
	others = slices.DeleteFunc(others, func(w blobWriter) bool { return slices.ContainsFunc(certain, w.is) })
	return append(certain, others...)
}

func (w blobWriter) is(other blobWriter) bool { return w.principal == other.principal }

// writer is the principal of a role, if it writes blobs or may turn out to.
func (b blobRole) writer() (w blobWriter, may bool) {
	w.principal = b.principal
	if b.role.Unknown() {
		w.until = append(w.until, blobOpen{b.assignment, b.role})
	} else if !b.has(blobWriters) {
		return w, false
	}
	if b.principal == "" {
		principal := b.assignment.Get("principalId")
		w.until = append(w.until, blobOpen{b.assignment, principal})
		return w, principal.Unknown()
	}
	return w, true
}

// demandReader demands that a principal may read a container. If not, roles of
// the principal on it that do not read are what has to be changed, or those
// that lead astray, or else a role is missing.
func demandReader(g *rule.Graph, j *rule.Judge, container, account *rule.Resource, w blobWriter, roles []blobRole, open []*rule.Resource) {
	other := map[*rule.Resource]rule.Value{}
	for _, b := range roles {
		nobody := b.assignment.Get("principalId")
		if b.principal == "" && nobody.Unknown() && b.has(blobReaders) && b.holds(g, account, rule.AzureName(container)) {
			j.On(b.assignment).NotYetKnown(nobody)
			return
		}
		if b.principal != w.principal && !nobody.Absent() {
			continue
		}
		if !b.holds(g, account, rule.AzureName(container)) {
			if may := b.mayHold(g, account, rule.AzureName(container)); may != nil && b.has(blobReaders) {
				may.wait(j)
				return
			}
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
	for _, o := range w.until {
		o.wait(j)
	}
	if len(w.until) > 0 {
		return
	}
	if len(other) == 0 {
		other = readsTwice(w.principal, roles)
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
