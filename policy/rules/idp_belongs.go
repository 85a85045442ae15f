package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var idpBelongs = &rule.Rule{
	ID:       "TDM-IDP-012",
	Title:    "Service principals and federated credentials are of the system's own application",
	Why:      "A credential on another application makes the system's identity that application; assignment that is required of another principal is not required of this one.",
	Fix:      "Set applicationId of the credential and clientId of the service principal by the outputs of the system's azuread:index/application:Application.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.MCSB("PA-7")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apps := g.OfType(typeApplication, typeRegistration)
		if len(apps) == 0 {
			return
		}
		for _, r := range g.OfType(typeFederation, typePrincipal) {
			property := "applicationId"
			if r.Type == typePrincipal {
				property = "clientId"
			}
			v, found, whole := r.Get(property), false, true
			existing := r.Get("useExisting")
			for _, app := range apps {
				object, client := objectIDOf(app), app.Get("clientId").Text()
				whole = whole && object != "" && client != ""
				found = found || isObject(object, v.Text()) || client != "" && strings.EqualFold(v.Text(), client)
			}
			switch {
			case found || v.Unknown() && len(r.PropertyDependencies[property]) > 0 || existing.Bool():
			case v.Unknown() || !whole && v.Known():
				j.On(r).NotYetKnown(v)
			case existing.Unknown():
				j.On(r).NotYetKnown(existing)
			default:
				j.On(r).Violated(v, "an application of the system")
			}
		}
	},
}
