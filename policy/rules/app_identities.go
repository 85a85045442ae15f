package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// siteIdentity is the id of a user-assigned identity of a site and the place
// where a finding about it belongs.
type siteIdentity struct{ id, at rule.Value }

// identitiesOf lists the user-assigned identities of a site, which stand in a
// list or as the members of an object.
func identitiesOf(site *rule.Resource) []siteIdentity {
	listed := site.Get("identity", "userAssignedIdentities")
	if listed.Unknown() {
		return []siteIdentity{{listed, listed}}
	}
	var all []siteIdentity
	for _, id := range listed.Items() {
		all = append(all, siteIdentity{id, id})
	}
	members := listed.Members()
	slices.Sort(members)
	for _, id := range members {
		all = append(all, siteIdentity{rule.NewValue(id), listed})
	}
	return all
}

// hasIdentity tells whether a site has the identity that a property of it names.
func hasIdentity(g *rule.Graph, site *rule.Resource, named rule.Value) (has, known bool) {
	wanted, known := g.Refers(site, named, typeIdentity)
	for _, listed := range identitiesOf(site) {
		if sameText(listed.id, named) {
			return true, true
		}
		identity, told := g.Refers(site, listed.id, typeIdentity)
		if known && told && wanted != nil && identity == wanted {
			return true, true
		}
		known = known && told
	}
	return false, known
}
