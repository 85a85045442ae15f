package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// emitters are the types that write logs of their own. Vaults, storage, servers
// and the edge have rules of their own services.
var emitters = []string{typeSite, typeSlot, typeDatabase, typeSecurityGroup, typeWorkspace}

var logEmitters = &rule.Rule{
	ID:       "TDM-LOG-001",
	Title:    "Applications, databases, filters and workspaces send their logs to a workspace",
	Why:      "Azure keeps these logs nowhere unless it is told to: after an incident there is nothing to read.",
	Fix:      "Add an azure-native:insights:DiagnosticSetting with resourceUri set to the resource's id, workspaceId, and logs with categoryGroup allLogs.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.MCSB("LT-4"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		told, waits := map[*rule.Resource]bool{}, []*rule.Resource{}
		for _, setting := range g.OfType(typeDiagnostics) {
			subject, known := subjectOf(g, setting)
			if !known {
				waits = append(waits, setting)
			}
			told[subject] = true
			for _, urn := range setting.PropertyDependencies["resourceUri"] {
				told[g.ByURN(urn)] = true
			}
		}
		for _, r := range g.All() {
			if !slices.Contains(emitters, r.Type) || told[r] {
				continue
			}
			if len(waits) == 0 {
				j.On(r).Missing("without a diagnostic setting", "an azure-native:insights:DiagnosticSetting about it")
			}
			for _, setting := range waits {
				j.On(setting).NotYetKnown(setting.Get("resourceUri"))
			}
		}
	},
}
