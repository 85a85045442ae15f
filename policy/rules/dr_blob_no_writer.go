package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobNoWriter = &rule.Rule{
	ID:       "TDM-DR-059",
	Title:    "Nobody may write into a replica",
	Why:      "What is written into a replica, or deleted there, is missing in the original: after a failover the two differ, and no policy mends it.",
	Fix:      "Give roles that write blobs on the original containers only: let scope of the RoleAssignment be the container that is written, and take Storage Blob Data Reader on replicas.",
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
		for _, b := range roles {
			replica, open := replicaIn(g, ways, b)
			switch {
			case open != nil && (b.role.Unknown() || b.has(blobWriters)):
				open.wait(j)
			case replica == "":
			case b.role.Unknown():
				j.On(b.assignment).NotYetKnown(b.role)
			case b.has(blobWriters):
				j.On(b.assignment).ViolatedAs(b.role, "a role that writes "+replica+", which is a replica", "a role that reads, or a scope without replicas")
			}
		}
		for _, assignment := range open {
			role := blobRole{role: assignment.Get("roleDefinitionId")}
			if len(ways) > 0 && (role.role.Unknown() || role.has(blobWriters)) {
				j.On(assignment).NotYetKnown(assignment.Get("scope"))
			}
		}
	},
}

// replicaIn is a replica that lies in the scope of a role, "" if none does, and
// what decides it if only that may be.
func replicaIn(g *rule.Graph, ways []*blobWay, b blobRole) (replica string, open *blobOpen) {
	for _, w := range ways {
		for _, r := range w.rules {
			switch account := w.destination.resource; {
			case account == nil || !w.confirmed(r):
			case b.holds(g, account, r.to):
				return r.to, nil
			case open == nil:
				open = b.mayHold(g, account, r.to)
			}
		}
	}
	return "", open
}
