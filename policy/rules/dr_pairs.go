package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// drPair are two partners: servers that a failover group joins, or a database
// and its copy.
type drPair struct{ primary, secondary *rule.Resource }

// drReferences resolves the references in a list: what they refer to, those that
// refer to nothing in the graph, and those of which it is not known yet.
func drReferences(g *rule.Graph, r *rule.Resource, property, member, typ string) (found []*rule.Resource, stray, open []rule.Value) {
	list := r.Get(property)
	values := []rule.Value{list}
	if !list.Unknown() {
		values = list.Items()
	}
	for _, v := range values {
		if member != "" && !list.Unknown() {
			v = v.Get(member)
		}
		if v.Unknown() {
			made := drDependencies(g, r, property, typ)
			found = append(found, made...)
			if len(made) == 0 {
				open = append(open, v)
			}
			continue
		}
		switch target, known := drAt(g, r, v, typ); {
		case target != nil:
			found = append(found, target)
		case !known:
			open = append(open, v)
		default:
			stray = append(stray, v)
		}
	}
	return found, stray, open
}

// drAt is the resource of a type, a server or a database, that a property of r
// holds the id of. One that is not made yet is found by its names; known is false
// if it may be one whose names are not known yet.
func drAt(g *rule.Graph, r *rule.Resource, id rule.Value, typ string) (target *rule.Resource, known bool) {
	if target, _ := g.Refers(r, id, typ); target != nil {
		return drOfType(target, typ), true
	}
	segments := map[string]string{}
	for pair := range slices.Chunk(strings.Split(strings.TrimPrefix(strings.ToLower(id.Text()), "/"), "/"), 2) {
		segments[strings.Join(pair[:1], "")] = strings.Join(pair[1:], "")
	}
	is := func(name, segment string) bool {
		return segments[segment] != "" && strings.EqualFold(name, segments[segment])
	}
	open := false
	for _, made := range g.OfType(typ) {
		open = open || rule.Unnamed(made) || made.Get("serverName").Unknown()
		server, database := rule.AzureName(made), ""
		if typ == typeDatabase {
			server, database = made.Get("serverName").Text(), server
		}
		group := rule.GroupName(made)
		if made.ARMID() == "" && is(server, "servers") && strings.EqualFold(database, segments["databases"]) && (group == "" || is(group, "resourcegroups")) {
			return made, true
		}
	}
	return nil, !open
}

func drOfType(r *rule.Resource, typ string) *rule.Resource {
	if r.Type != typ {
		return nil
	}
	return r
}

// drDependencies are the resources of a type that a property comes from.
func drDependencies(g *rule.Graph, r *rule.Resource, property, typ string) []*rule.Resource {
	var made []*rule.Resource
	for _, urn := range r.PropertyDependencies[property] {
		if target := g.ByURN(urn); target != nil && target.Type == typ {
			made = append(made, target)
		}
	}
	return made
}

// drServers are the pairs of servers that failover groups join. What cannot be
// told yet is reported.
var drServers = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) []drPair {
	var pairs []drPair
	for _, group := range g.OfType(typeFailoverGroup) {
		primary, known := sqlServerOf(g, group)
		if !known {
			j.On(group).NotYetKnown(group.Get("serverName"))
		}
		partners, _, open := drReferences(g, group, "partnerServers", "id", typeServer)
		for _, v := range open {
			j.On(group).NotYetKnown(v)
		}
		for _, partner := range partners {
			if primary != nil && partner != primary {
				pairs = append(pairs, drPair{primary, partner})
			}
		}
	}
	return slices.Clip(pairs)
})

// drDatabases are the databases with their copies. What cannot be told yet is
// reported.
var drDatabases = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) []drPair {
	var pairs []drPair
	for _, copied := range g.OfType(typeDatabase) {
		if mode := copied.Get("createMode"); mode.Unknown() {
			j.On(copied).NotYetKnown(mode)
			continue
		}
		if !drIsCopy(copied) {
			continue
		}
		source, known := drSource(g, copied)
		if !known {
			j.On(copied).NotYetKnown(copied.Get("sourceDatabaseId"))
		}
		if source != nil {
			pairs = append(pairs, drPair{source, copied})
		}
	}
	return slices.Clip(pairs)
})

// drIsCopy reports whether a database is a geo-replica of another.
func drIsCopy(db *rule.Resource) bool {
	mode := db.Get("createMode").Text()
	return (strings.EqualFold(mode, "Secondary") || strings.EqualFold(mode, "OnlineSecondary")) &&
		!strings.EqualFold(db.Get("secondaryType").Text(), "Named")
}

// drCopyOpen is the property that is not known yet and decides whether a database
// is a geo-replica of another. It is absent if there is none.
func drCopyOpen(db *rule.Resource) rule.Value {
	mode, kind := db.Get("createMode"), db.Get("secondaryType")
	switch {
	case mode.Unknown() && !strings.EqualFold(kind.Text(), "Named"):
		return mode
	case kind.Unknown() && drIsCopy(db):
		return kind
	}
	return rule.Value{}
}

// drSource is the database that a copy is made of.
func drSource(g *rule.Graph, copied *rule.Resource) (*rule.Resource, bool) {
	id := copied.Get("sourceDatabaseId")
	if id.Unknown() {
		return g.Refers(copied, id, typeDatabase)
	}
	return drAt(g, copied, id, typeDatabase)
}
