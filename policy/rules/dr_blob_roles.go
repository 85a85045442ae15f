package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// The roles of Azure that write and delete blobs, and those that read them.
var (
	blobWriters = map[string]bool{
		"ba92f5b4-2d11-453d-a403-e96b0029c9fe": true, // Storage Blob Data Contributor
		"b7e6dc6d-f1e8-4753-8033-0f276bb0955b": true, // Storage Blob Data Owner
	}
	blobReaders = map[string]bool{
		"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": true, // Storage Blob Data Reader
		"ba92f5b4-2d11-453d-a403-e96b0029c9fe": true,
		"b7e6dc6d-f1e8-4753-8033-0f276bb0955b": true,
	}
)

// blobRole is a role assignment that may concern blobs.
type blobRole struct {
	assignment *rule.Resource
	// on is what the scope refers to, nil for nothing of the graph; text is the
	// scope itself.
	on   *rule.Resource
	text string
	// principal is the same for the same principal, "" while it is not known.
	principal string
	role      rule.Value
}

func (b blobRole) has(roles map[string]bool) bool {
	text := b.role.Text()
	return roles[strings.ToLower(text[strings.LastIndexByte(text, '/')+1:])]
}

// blobRoles reads the role assignments of a graph. Those whose scope is not
// known, and may concern blobs, are open.
func blobRoles(g *rule.Graph) (roles []blobRole, open []*rule.Resource) {
	scopes := []string{typeBlobContainer, typeStorageAccount, typeResourceGroup}
	for _, assignment := range g.OfType(typeRoleAssignment) {
		scope := assignment.Get("scope")
		on, known := g.Refers(assignment, scope, scopes...)
		if scope.Unknown() && !known {
			if couldMean(g, assignment, scope, scopes) {
				open = append(open, assignment)
			}
			continue
		}
		roles = append(roles, blobRole{assignment, on, scope.Text(), blobPrincipal(g, assignment), assignment.Get("roleDefinitionId")})
	}
	return roles, open
}

// blobPrincipal tells principals apart: by id, or by the identity that the id will be of.
func blobPrincipal(g *rule.Graph, assignment *rule.Resource) string {
	v := assignment.Get("principalId")
	if v.Unknown() {
		if identity, known := g.Refers(assignment, v, typeIdentity); known && identity != nil {
			return identity.URN
		}
	}
	return v.Text()
}

// holds reports whether a container of an account lies in the role's scope.
func (b blobRole) holds(g *rule.Graph, account *rule.Resource, container string) bool {
	switch {
	case b.on == account:
		return true
	case b.on != nil && b.on.Type == typeResourceGroup:
		return strings.EqualFold(rule.AzureName(b.on), rule.GroupName(account))
	case b.on != nil && b.on.Type == typeBlobContainer:
		of, _ := g.Named(b.on, "accountName", typeStorageAccount)
		return of == account && strings.EqualFold(rule.AzureName(b.on), container)
	}
	id := strings.ToLower(account.ARMID() + "/blobServices/default/containers/" + container + "/")
	return account.ARMID() != "" && b.text != "" && strings.HasPrefix(id, strings.ToLower(b.text)+"/")
}

// blobOpen is a property that is not known yet, and the resource that has it.
type blobOpen struct {
	of    *rule.Resource
	value rule.Value
}

func (o blobOpen) wait(j *rule.Judge) { j.On(o.of).NotYetKnown(o.value) }

// mayHold is what decides whether a container of an account lies in the role's
// scope while that is not known. It is nil if it is.
func (b blobRole) mayHold(g *rule.Graph, account *rule.Resource, container string) *blobOpen {
	if b.on == nil || b.on == account {
		return nil
	}
	switch b.on.Type {
	case typeResourceGroup:
		name := groupOpen(account)
		if !name.Unknown() {
			return nil
		}
		if group, known := g.Refers(account, name, typeResourceGroup); !known || group == b.on {
			return &blobOpen{account, name}
		}
	case typeBlobContainer:
		of, known := g.Named(b.on, "accountName", typeStorageAccount)
		switch {
		case known && of != account || !rule.Unnamed(b.on) && !strings.EqualFold(rule.AzureName(b.on), container):
		case !known:
			return &blobOpen{b.on, b.on.Get("accountName")}
		case rule.Unnamed(b.on):
			return &blobOpen{b.on, b.on.Get("containerName")}
		}
	}
	return nil
}
