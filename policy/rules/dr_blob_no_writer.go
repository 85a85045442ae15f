package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

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
		for _, assignment := range g.OfType("azure-native:authorization:RoleAssignment") {
			role := assignment.Get("roleDefinitionId")
			if !role.Unknown() && !blobWriters[strings.ToLower(role.Text()[strings.LastIndexByte(role.Text(), '/')+1:])] {
				continue
			}
			replica, waits := replicaIn(g, ways, assignment)
			switch {
			case waits:
				j.On(assignment).NotYetKnown(assignment.Get("scope"))
			case replica == "":
			case role.Unknown():
				j.On(assignment).NotYetKnown(role)
			default:
				j.On(assignment).ViolatedAs(role, "a role that writes "+replica+", which is a replica", "a role that reads, or a scope without replicas")
			}
		}
	},
}

// blobWriters are the roles of Azure that write or delete blobs.
var blobWriters = map[string]bool{
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe": true, // Storage Blob Data Contributor
	"b7e6dc6d-f1e8-4753-8033-0f276bb0955b": true, // Storage Blob Data Owner
}

// replicaIn is a replica that lies in the scope of a role assignment, "" if
// none does. waits is set while the scope is not known and may hold one.
func replicaIn(g *rule.Graph, ways []*blobWay, assignment *rule.Resource) (replica string, waits bool) {
	scope := assignment.Get("scope")
	on, known := g.Refers(assignment, scope, typeBlobContainer, typeStorageAccount, typeResourceGroup)
	if scope.Unknown() && !known {
		return "", couldMean(g, assignment, scope, []string{typeBlobContainer, typeStorageAccount, typeResourceGroup})
	}
	for _, w := range ways {
		for _, r := range w.rules {
			account := w.destination.resource
			if account != nil && w.confirmed(r) && scopeHolds(g, on, scope.Text(), account, r.to) {
				return r.to, false
			}
		}
	}
	return "", false
}

// scopeHolds reports whether a container of an account lies in a scope: the
// resource on, or the id in text.
func scopeHolds(g *rule.Graph, on *rule.Resource, text string, account *rule.Resource, container string) bool {
	switch {
	case on == account:
		return true
	case on != nil && on.Type == typeResourceGroup:
		return strings.EqualFold(rule.AzureName(on), rule.GroupName(account))
	case on != nil && on.Type == typeBlobContainer:
		of, _ := g.Named(on, "accountName", typeStorageAccount)
		return of == account && strings.EqualFold(rule.AzureName(on), container)
	}
	id := strings.ToLower(account.ID + "/blobServices/default/containers/" + container + "/")
	return account.ID != "" && text != "" && strings.HasPrefix(id, strings.ToLower(text)+"/")
}
