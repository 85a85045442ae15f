package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpFederationIdentity = &rule.Rule{
	ID:       "TDM-IDP-007",
	Title:    "A federated credential trusts a managed identity of the system, each once",
	Why:      "A subject that is no identity of the system is somebody else's. Two credentials for one stamp mean none for the other: after a failover nobody can sign in.",
	Fix:      "Set subject of each credential to the principalId of another stamp's azure-native:managedidentity:UserAssignedIdentity.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		identities := g.OfType(typeIdentity)
		if len(identities) == 0 {
			return
		}
		trusted := map[string][]*rule.Resource{}
		for _, credential := range g.OfType(typeFederation) {
			subject := credential.Get("subject")
			if !entraIssuer.MatchString(credential.Get("issuer").Text()) {
				continue
			}
			if subject.Unknown() {
				j.On(credential).NotYetKnown(subject)
				continue
			}
			known, found := true, false
			for _, identity := range identities {
				principal := identity.Get("principalId")
				known = known && !principal.Unknown()
				found = found || strings.EqualFold(principal.Text(), subject.Text())
			}
			switch {
			case !known && !found:
				j.On(credential).NotYetKnown(subject)
			case !found:
				j.On(credential).Violated(subject, "the principal id of a managed identity of the system")
			default:
				key := credential.Get("applicationId").Text() + " " + strings.ToLower(subject.Text())
				trusted[key] = append(trusted[key], credential)
			}
		}
		for _, credentials := range trusted {
			for _, credential := range credentials {
				if len(credentials) > 1 && !namedFor(g, credential) {
					j.On(credential).Violated(credential.Get("subject"), "an identity that no other credential trusts")
				}
			}
		}
	},
}

// namedFor reports whether a credential's name is that of the stamp whose
// identity it trusts: of two that trust one identity, the other is at fault.
func namedFor(g *rule.Graph, credential *rule.Resource) bool {
	for _, identity := range g.OfType(typeIdentity) {
		if strings.EqualFold(identity.Get("principalId").Text(), credential.Get("subject").Text()) {
			return strings.EqualFold(g.Stamp(identity), credential.Get("displayName").Text())
		}
	}
	return false
}
