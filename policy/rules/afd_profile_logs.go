package rules

import "github.com/tandem-platform/tandem/policy/rule"

var afdProfileLogs = &rule.Rule{
	ID:       "TDM-AFD-054",
	Title:    "The requests to a Front Door profile are logged",
	Why:      "Without the access, probe and firewall logs nobody can tell who came, what was blocked, and when a stamp stopped answering.",
	Fix:      "Add an azure-native:insights:DiagnosticSetting with resourceUri set to the profile's id, a workspaceId, and logs with categoryGroup allLogs.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.MCSB("LT-4"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-diagnostics"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		logged := map[*rule.Resource]bool{}
		waits := false
		for _, setting := range g.OfType(typeDiagnostics) {
			subject, known := g.Refers(setting, setting.Get("resourceUri"), typeEdgeProfile)
			if !known && setting.Get("resourceUri").Unknown() && edgeUntold(g, setting, "resourceUri") {
				j.On(setting).NotYetKnown(setting.Get("resourceUri"))
				waits = true
			}
			logged[subject] = true
			for _, urn := range setting.PropertyDependencies["resourceUri"] {
				given := g.ByURN(urn)
				if given != nil && given.Type == typeEdgeProfile && known && subject != given { // it names another one and is at fault
					j.On(setting).Violated(setting.Get("resourceUri"), "the id of "+given.Name)
				}
				logged[given] = true
			}
		}
		for _, profile := range g.OfType(typeEdgeProfile) {
			if !logged[profile] && !waits {
				j.On(profile).Missing("without a diagnostic setting", "a diagnostic setting that sends its logs to a workspace")
			}
		}
	},
}
