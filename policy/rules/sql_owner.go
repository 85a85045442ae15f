package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlOwned are resources sorted by the one that they belong to.
type sqlOwned struct {
	of map[*rule.Resource][]*rule.Resource
	// stray belong to nothing in the graph, and of waiting it is not known yet.
	stray, waiting []*rule.Resource
	property       string
}

// ownedBy sorts the resources of the types by what owner finds for each through
// the property.
func ownedBy(g *rule.Graph, property string, owner func(*rule.Graph, *rule.Resource) (*rule.Resource, bool), types ...string) sqlOwned {
	o := sqlOwned{of: map[*rule.Resource][]*rule.Resource{}, property: property}
	for _, r := range g.OfType(types...) {
		switch at, known := owner(g, r); {
		case !known:
			o.waiting = append(o.waiting, r)
		case at == nil:
			o.stray = append(o.stray, r)
		default:
			o.of[at] = append(o.of[at], r)
		}
	}
	return o
}

// wait reports those of which it is not known yet to what they belong.
func (o sqlOwned) wait(j *rule.Judge) {
	for _, r := range o.waiting {
		v := r.Get(o.property)
		if !v.Unknown() {
			v = r.Get("serverName")
		}
		j.On(r).NotYetKnown(v)
	}
}

// may reports whether an owner has one, or may have one of those that wait.
func (o sqlOwned) may(j *rule.Judge, owner *rule.Resource) bool {
	if len(o.of[owner]) == 0 {
		o.wait(j)
	}
	return len(o.of[owner])+len(o.waiting) > 0
}

// each demands that every owner has one. If an owner lacks one while another
// belongs to nothing, or it is not known to what, that is the finding: it may be
// the one that the owner lacks. What owners do not lack may be of what lies
// outside the system.
func (o sqlOwned) each(j *rule.Judge, owners []*rule.Resource, found, want string) {
	o.wait(j)
	doubt := false
	owners = slices.DeleteFunc(slices.Clone(owners), func(owner *rule.Resource) bool {
		open := o.doubtful(j, owner)
		doubt = doubt || open
		return len(o.of[owner]) > 0 && !open
	})
	if len(o.waiting) > 0 || doubt || len(owners) == 0 {
		return
	}
	for _, r := range o.stray {
		j.On(r).ViolatedAs(r.Get(o.property), "nothing that is in this system", "what is in this system")
	}
	for _, owner := range owners {
		if len(o.stray) == 0 {
			j.On(owner).Missing(found, want)
		}
	}
}

// doubtful reports whether an owner has some, but none that is surely its own: all
// that name it may lie in another resource group. Those groups are waited for.
func (o sqlOwned) doubtful(j *rule.Judge, owner *rule.Resource) (open bool) {
	for _, r := range o.of[owner] {
		if r.Get(o.property).Unknown() || !groupOpen(r).Unknown() && !groupOpen(owner).Unknown() {
			return false
		}
	}
	for _, r := range o.of[owner] {
		open = waits(j.On(r), groupOpen(r)) || open
		open = waits(j.On(owner), groupOpen(owner)) || open
	}
	return open
}

// sqlServerOf is the server that a resource names.
func sqlServerOf(g *rule.Graph, r *rule.Resource) (*rule.Resource, bool) {
	return g.Named(r, "serverName", typeServer)
}

// sqlDatabaseOf is the database that a resource names beside its server. Both
// servers of a pair may lie in one resource group, and both hold the name.
func sqlDatabaseOf(g *rule.Graph, r *rule.Resource) (*rule.Resource, bool) {
	name := r.Get("databaseName")
	if name.Unknown() {
		return g.Refers(r, name, typeDatabase)
	}
	server, known := sqlServerOf(g, r)
	if !known {
		return nil, false
	}
	told := true
	for _, db := range g.OfType(typeDatabase) {
		unnamed := rule.Unnamed(db)
		if !unnamed && !strings.EqualFold(rule.AzureName(db), name.Text()) {
			continue
		}
		beside, sure := sqlBeside(g, db, r, server)
		sure = sure && (!beside || !unnamed)
		if beside && !unnamed {
			return db, true
		}
		told = told && sure
	}
	return nil, told
}

// sqlBeside reports whether a database is on the server that a resource names.
// The server itself may lie in another stack. sure is false when the database's
// server is not known.
func sqlBeside(g *rule.Graph, db, r, server *rule.Resource) (beside, sure bool) {
	at, known := sqlServerOf(g, db)
	if !known || server != nil {
		return known && at == server, known
	}
	x, y := rule.GroupName(db), rule.GroupName(r)
	return strings.EqualFold(db.Get("serverName").Text(), r.Get("serverName").Text()) && (x == "" || y == "" || strings.EqualFold(x, y)), true
}

// sqlUserDatabases are the databases without the system's own, and without
// named replicas, which are further readers of a database beside it.
func sqlUserDatabases(g *rule.Graph) []*rule.Resource {
	var all []*rule.Resource
	for _, db := range g.OfType(typeDatabase) {
		if !strings.EqualFold(rule.AzureName(db), "master") && !strings.EqualFold(db.Get("secondaryType").Text(), "Named") {
			all = append(all, db)
		}
	}
	return all
}
