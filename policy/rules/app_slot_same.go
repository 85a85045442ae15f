package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appSlotSame = &rule.Rule{
	ID:       "TDM-APP-039",
	Title:    "A slot says what its production site says",
	Why:      "A swap brings the settings of the slot into production: what is weaker in the slot is weaker for every user a minute later.",
	Fix:      "Give the azure-native:web:WebAppSlot the same values as the WebApp, property by property.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-1"), rule.WAF("SE:08"), rule.WAF("OE:11")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/deploy-staging-slots"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, slot := range g.OfType(typeSlot) {
			on := j.On(slot)
			site, known := g.Named(slot, "name", typeSite)
			if !known {
				on.NotYetKnown(slot.Get("name"))
			}
			if site == nil {
				continue
			}
			for _, path := range slotProperties {
				mine, theirs := slot.Get(path...), site.Get(path...)
				switch {
				case theirs.Absent() || sameScalar(mine, theirs):
				case theirs.Unknown():
					waitAtTop(j.On(site), site, theirs)
				case mine.Unknown():
					waitAtTop(on, slot, mine)
				default:
					on.Violated(mine, theirs.String()+", as the site says")
				}
			}
		}
	},
}

// slotProperties are what goes with a slot when it is swapped, and guards it before.
var slotProperties = [][]string{
	{"httpsOnly"}, {"publicNetworkAccess"}, {"clientAffinityEnabled"}, {"clientCertEnabled"}, {"clientCertMode"}, {"vnetRouteAllEnabled"}, {"vnetImagePullEnabled"}, {"identity", "type"},
	{"siteConfig", "alwaysOn"}, {"siteConfig", "ftpsState"}, {"siteConfig", "healthCheckPath"}, {"siteConfig", "http20Enabled"},
	{"siteConfig", "ipSecurityRestrictionsDefaultAction"}, {"siteConfig", "minTlsVersion"}, {"siteConfig", "remoteDebuggingEnabled"},
	{"siteConfig", "scmIpSecurityRestrictionsDefaultAction"}, {"siteConfig", "scmIpSecurityRestrictionsUseMain"}, {"siteConfig", "scmMinTlsVersion"},
	{"siteConfig", "vnetRouteAllEnabled"}, {"siteConfig", "webSocketsEnabled"},
}

// waitAtTop says that a value is not known yet, or the object that it stands in.
func waitAtTop(on *rule.Judge, r *rule.Resource, v rule.Value) {
	if whole := r.Get(v.Top()); whole.Unknown() {
		v = whole
	}
	on.NotYetKnown(v)
}

// sameScalar tells equal texts, booleans and numbers.
func sameScalar(a, b rule.Value) bool {
	return a.Kind() == b.Kind() && (sameText(a, b) || a.Kind() == rule.KindBool && a.Bool() == b.Bool() || a.Kind() == rule.KindNumber && a.Number() == b.Number())
}
