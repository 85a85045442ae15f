package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSettingsIdentity = &rule.Rule{
	ID:       "TDM-APP-065",
	Title:    "Settings name an identity that the site has",
	Why:      "With the client id of an identity that is not its own the site gets no token: no database, no blobs, no telemetry, no sign-in.",
	Fix:      "Write the clientId of an identity of identity.userAssignedIdentities into AZURE_CLIENT_ID, OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID, the telemetry's ClientId and the connection's User Id.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-managed-identity"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, settings := range g.OfType(typeSiteSettings, typeSlotSettings, typeSiteConnections, typeSlotConnections) {
			on := j.On(settings)
			site, known := siteOf(g, settings)
			if !known {
				on.NotYetKnown(settings.Get("name"))
			}
			if site == nil {
				continue
			}
			own, all := clientIDs(g, site)
			if len(own) == 0 && all {
				continue
			}
			properties := settings.Get("properties")
			if properties.Unknown() {
				on.NotYetKnown(properties)
			}
			for _, name := range properties.Members() {
				v := properties.Get(name)
				if v.Kind() == rule.KindObject {
					v = v.Get("value")
				}
				text, _ := on.TextOf(v)
				switch id := identityIn(name, text); {
				case id == "" || own[id]:
				case !all:
					on.NotYetKnown(v)
				default:
					on.ViolatedAs(v, "the client id of another identity: "+v.String(), "the client id of an identity of the site")
				}
			}
		}
	},
}
