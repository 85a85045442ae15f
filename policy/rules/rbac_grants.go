package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// grant is a power that a principal has, and the resource that gives it.
type grant struct {
	principal string
	role      builtIn
	on        *rule.Resource
	at        rule.Value
}

// grants lists who has one of the powers: by a role, or as the administrator of
// a database server. What is not known yet is told to the judge.
func grants(g *rule.Graph, j *rule.Judge, some power) []grant {
	var all []grant
	for _, r := range g.OfType(typeRoleAssignment) {
		on := j.On(r)
		role, ok, known := roleOf(r, on)
		if !known || !ok || role.powers&some == 0 {
			continue
		}
		if who := grantHolder(g, r, r.Get("principalId"), on); who != "" {
			all = append(all, grant{who, role, r, r.Get("roleDefinitionId")})
		}
	}
	if some&mayRuleData != 0 {
		all = append(all, databaseAdmins(g, j)...)
	}
	return all
}

func databaseAdmins(g *rule.Graph, j *rule.Judge) []grant {
	var all []grant
	admin := func(r *rule.Resource, sid rule.Value) {
		if who := grantHolder(g, r, sid, j.On(r)); who != "" {
			all = append(all, grant{who, builtIn{"SQL administrator", mayRuleData}, r, sid})
		}
	}
	for _, r := range g.OfType(typeServer) {
		admin(r, r.Get("administrators", "sid"))
	}
	for _, r := range g.OfType(typeSQLEntraAdmin) {
		admin(r, r.Get("sid"))
	}
	return all
}

// grantHolder names a principal: by its object id, or by the identity that an
// id will come from. It is "" when there is none or it cannot be told yet.
func grantHolder(g *rule.Graph, r *rule.Resource, v rule.Value, j *rule.Judge) string {
	if !v.Unknown() {
		return strings.ToLower(v.Text())
	}
	identity, known := g.Refers(r, v, typeIdentity, typeSite, typeSlot)
	if !known || identity == nil {
		j.NotYetKnown(v)
		return ""
	}
	if id := identity.Get("principalId"); id.Kind() == rule.KindText {
		return strings.ToLower(id.Text())
	}
	return identity.URN
}

// apart demands that nobody who has the power one also has the power other, by
// two grants; what one grant gives alone is not its question. The finding is
// about the grant of one.
func apart(g *rule.Graph, j *rule.Judge, one, other power, want string) {
	all := grants(g, j, one|other)
	for _, a := range all {
		if a.role.powers&one == 0 {
			continue
		}
		for _, b := range all {
			if a.on != b.on && a.principal == b.principal && b.role.powers&other != 0 {
				j.On(a.on).ViolatedAs(a.at, a.role.name+" for a principal that is also "+b.role.name, want)
				break
			}
		}
	}
}
