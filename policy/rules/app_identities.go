package rules

import (
	"regexp"
	"slices"
	"strings"

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

// clientIDs are the client ids, in small letters, of the identities of a site;
// none if one of them is none of the graph's. known is false when one is not known
// yet.
func clientIDs(g *rule.Graph, site *rule.Resource) (ids map[string]bool, known bool) {
	ids, known = map[string]bool{}, true
	for _, listed := range identitiesOf(site) {
		identity, told := g.Refers(site, listed.id, typeIdentity)
		switch {
		case !told:
			known = false
		case identity == nil:
			return nil, true
		default:
			client := identity.Get("clientId")
			known = known && !client.Unknown()
			ids[strings.ToLower(client.Text())] = true
		}
	}
	return ids, known
}

// identitySettings are settings whose value is the client id of an identity.
var identitySettings = []string{"AZURE_CLIENT_ID", "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"}

// identityText is a text that signs in as an identity, and identityID the client id in it.
var (
	identityText = regexp.MustCompile(`(?i)Authorization=AAD|Active Directory (Managed Identity|MSI)`)
	identityID   = regexp.MustCompile(`(?i)(?:client ?id|user ?id|uid)\s*=\s*(?P<id>[0-9a-f-]{36})`)
)

// identityIn is the client id that a setting names, in small letters, or "".
func identityIn(name, text string) string {
	if slices.Contains(identitySettings, name) {
		return strings.ToLower(text)
	}
	match := identityID.FindStringSubmatch(text)
	if match == nil || !identityText.MatchString(text) {
		return ""
	}
	return strings.ToLower(match[identityID.SubexpIndex("id")])
}
