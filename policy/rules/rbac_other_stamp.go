package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacOtherStamp = &rule.Rule{
	ID:       "TDM-RBAC-019",
	Title:    "In the other stamp an identity only reads",
	Why:      "Whoever breaks into one stamp must not be able to change the other: it is what is left to fail over to.",
	Fix:      "Give the identity of one stamp only reader roles, such as Storage Blob Data Reader, on resources of the other.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-7"), rule.WAF("SE:04"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		identities, open := map[string]*rule.Resource{}, []*rule.Resource{}
		for _, identity := range g.OfType(typeIdentity) {
			identities[identity.URN] = identity
			switch id := identity.Get("principalId"); id.Kind() {
			case rule.KindText:
				identities[strings.ToLower(id.Text())] = identity
			case rule.KindUnknown:
				open = append(open, identity)
			}
		}
		for _, r := range g.OfType(typeRoleAssignment) {
			scope := r.Get("scope")
			target, told := g.Refers(r, scope)
			if target == nil {
				target = wholeOf(g, scope.Text())
			}
			if reads(r.Get("roleDefinitionId")) || target == nil && told {
				continue
			}
			who := grantHolder(g, r, r.Get("principalId"), j.On(r))
			if identity := identities[who]; identity != nil {
				judgeWriter(g, j, r, identity, target)
				continue
			}
			waiting := slices.DeleteFunc(slices.Clone(open), func(identity *rule.Resource) bool { return !mayCross(g, identity, target) })
			if who == "" || len(waiting) == 0 {
				continue
			}
			if people, _ := forPeople(r, j.On(r)); people {
				continue
			}
			for _, identity := range waiting {
				j.On(identity).NotYetKnown(identity.Get("principalId"))
			}
		}
	},
}

// reads reports whether a role is known to read and no more.
func reads(role rule.Value) bool {
	known := builtIns[roleGUID(role.Text())]
	return known.powers == 0 && strings.HasSuffix(known.name, "Reader")
}

// mayCross reports whether an identity and a resource lie in two stamps, or may.
// No resource is one that is not known yet.
func mayCross(g *rule.Graph, identity, target *rule.Resource) bool {
	for _, r := range []*rule.Resource{identity, target} {
		if r == nil {
			continue
		}
		if _, tag := stampOpen(g, r); !tag.Unknown() && g.Stamp(r) == "" {
			return false
		}
	}
	if target == nil {
		return true
	}
	_, here := stampOpen(g, identity)
	_, there := stampOpen(g, target)
	return here.Unknown() || there.Unknown() || g.Stamp(identity) != g.Stamp(target)
}

// judgeWriter judges a role, which may do more than read, of an identity on a
// resource, or on one that is not known yet.
func judgeWriter(g *rule.Graph, j *rule.Judge, r, identity, target *rule.Resource) {
	if !mayCross(g, identity, target) {
		return
	}
	on, open := j.On(r), target == nil
	if open {
		on.NotYetKnown(r.Get("scope"))
	}
	for _, of := range []*rule.Resource{identity, target} {
		if of == nil {
			continue
		}
		if holder, tag := stampOpen(g, of); tag.Unknown() {
			j.On(holder).NotYetKnown(tag)
			open = true
		}
	}
	if open {
		return
	}
	if role, _, known := roleOf(r, on); known {
		on.ViolatedAs(r.Get("roleDefinitionId"), role.name+" in "+g.Stamp(target)+" for an identity of "+g.Stamp(identity), "a role that only reads")
	}
}
