package rules

import (
	"slices"
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
		trusted := map[string][]trust{}
		for _, credential := range g.OfType(typeFederation) {
			t := trustOf(g, credential)
			if !t.issuer.Unknown() && !entraIssuer.MatchString(t.issuer.Text()) {
				continue
			}
			switch found, known := t.among(identities); {
			case t.subject.Unknown(), !found && !known:
				j.On(credential).NotYetKnown(t.subject)
			case found:
				key := strings.ToLower(t.subject.Text())
				trusted[key] = append(trusted[key], t)
			case t.issuer.Unknown():
				j.On(credential).NotYetKnown(t.issuer)
			default:
				j.On(credential).Violated(t.subject, "the principal id of a managed identity of the system")
			}
		}
		for _, all := range trusted {
			for i, t := range all {
				demandAlone(g, j, t, slices.Concat(all[:i], all[i+1:]))
			}
		}
	},
}

// trust is a credential that trusts a subject to be an application, "" for one of
// which it is not known which it is.
type trust struct {
	credential      *rule.Resource
	issuer, subject rule.Value
	application     string
}

func trustOf(g *rule.Graph, credential *rule.Resource) trust {
	t := trust{credential, credential.Get("issuer"), credential.Get("subject"), ""}
	id := credential.Get("applicationId")
	if application, _ := applicationOf(g, credential); application != nil {
		t.application = application.URN
	} else if !id.Unknown() {
		t.application = applicationPath + strings.ToLower(strings.TrimPrefix(id.Text(), applicationPath))
	}
	return t
}

// among reports whether the subject is one of the identities; known is false if
// it may be one whose principal id is not known.
func (t trust) among(identities []*rule.Resource) (found, known bool) {
	known = true
	for _, identity := range identities {
		principal := identity.Get("principalId")
		known = known && (!principal.Unknown() || t.subject.Text() == "")
		found = found || t.subject.Text() != "" && strings.EqualFold(principal.Text(), t.subject.Text())
	}
	return found, known
}

// demandAlone demands that no other credential of the application trusts the same
// identity. Of several the one that is named for the identity's stamp is right.
func demandAlone(g *rule.Graph, j *rule.Judge, t trust, others []trust) {
	if namedFor(g, t.credential) {
		return
	}
	var waits []trust
	for _, other := range others {
		switch {
		case t.application != other.application && t.application != "" && other.application != "":
		case t.open().Unknown():
			waits = append(waits, t)
		case other.open().Unknown():
			waits = append(waits, other)
		case t.credential.Get("displayName").Unknown():
			j.On(t.credential).NotYetKnown(t.credential.Get("displayName"))
			return
		default:
			j.On(t.credential).Violated(t.subject, "an identity that no other credential trusts")
			return
		}
	}
	for _, wait := range waits {
		j.On(wait.credential).NotYetKnown(wait.open())
	}
}

// open is what is not known of a credential, and may make it no match of another.
func (t trust) open() rule.Value {
	if t.application == "" {
		return t.credential.Get("applicationId")
	}
	return t.issuer
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
