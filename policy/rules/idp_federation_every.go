package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpFederationEvery = &rule.Rule{
	ID:       "TDM-IDP-013",
	Title:    "An application that trusts one stamp's identity trusts every stamp's",
	Why:      "The stamp that is left out cannot sign anybody in. On the standby stamp that shows on the day of the failover.",
	Fix:      "Add an azuread:ApplicationFederatedIdentityCredential with subject set to the principalId of the stamp's azure-native:managedidentity:UserAssignedIdentity.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		stampOf, complete := stampsOfPrincipals(g, j)
		trusted := map[*rule.Resource]map[string]bool{} // stamps, by application
		for _, credential := range g.OfType(typeFederation) {
			application, known := applicationOf(g, credential)
			subject, _ := j.On(credential).TextOf(credential.Get("subject"))
			if !known {
				j.On(credential).NotYetKnown(credential.Get("applicationId"))
			}
			complete = complete && known && !credential.Get("subject").Unknown()
			stamp := stampOf[strings.ToLower(subject)]
			if application == nil || stamp == "" {
				continue
			}
			if trusted[application] == nil {
				trusted[application] = map[string]bool{}
			}
			trusted[application][stamp] = true
		}
		if !complete {
			return
		}
		for application, stamps := range trusted {
			for _, stamp := range slices.Compact(slices.Sorted(maps.Values(stampOf))) {
				if !stamps[stamp] {
					j.On(application).Missing("without trust in an identity of stamp "+stamp, "a federated credential for it")
				}
			}
		}
	},
}

// stampsOfPrincipals says for each identity's principal id, in lower case, which
// stamp's it is. It is not complete while an id is not known.
func stampsOfPrincipals(g *rule.Graph, j *rule.Judge) (stampOf map[string]string, complete bool) {
	stampOf, complete = map[string]string{}, true
	for _, identity := range g.OfType(typeIdentity) {
		principal := identity.Get("principalId")
		if principal.Unknown() && len(g.OfType(typeFederation)) > 0 {
			j.On(identity).NotYetKnown(principal)
			complete = false
		}
		if stamp := g.Stamp(identity); stamped(stamp) && principal.Text() != "" {
			stampOf[strings.ToLower(principal.Text())] = stamp
		}
	}
	return stampOf, complete
}

// applicationOf is the application that a credential belongs to.
func applicationOf(g *rule.Graph, credential *rule.Resource) (application *rule.Resource, known bool) {
	id := credential.Get("applicationId")
	if id.Unknown() {
		return g.Refers(credential, id, typeApplication, typeRegistration)
	}
	known = true
	for _, application := range g.OfType(typeApplication, typeRegistration) {
		object := objectIDOf(application)
		known = known && object != ""
		if isObject(object, id.Text()) {
			return application, true
		}
	}
	return nil, known
}

// applicationPath is what the ids of Entra applications begin with.
const applicationPath = "/applications/"

// objectIDOf is an application's object id, "" while it is not known. The engine tells
// packs no ids of resources.
func objectIDOf(application *rule.Resource) string {
	return cmp.Or(strings.TrimPrefix(application.ARMID(), applicationPath), application.Get("objectId").Text())
}

// isObject reports whether a text is an application's object id, or its id.
func isObject(object, text string) bool {
	return object != "" && strings.EqualFold(object, strings.TrimPrefix(text, applicationPath))
}
