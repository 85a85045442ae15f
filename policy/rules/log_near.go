package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/policy/rule"
)

var logNear = &rule.Rule{
	ID:       "TDM-LOG-003",
	Title:    "Logs go to a workspace in the resource's own region",
	Why:      "Logs that cross regions end with the other region: the stamp that is left runs blind in the very outage that it was built for.",
	Fix:      "Set workspaceId of the diagnostic setting to the id of the workspace of the same stamp.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-5"), rule.WAF("RE:05"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/logs/workspace-design"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, setting := range g.OfType(typeDiagnostics) {
			id := setting.Get("workspaceId")
			if !sentElsewhere(setting) {
				j.On(setting).Present(id, "the id of a workspace")
			}
			workspace, told := g.Refers(setting, id, typeWorkspace)
			subject, known := subjectOf(g, setting)
			switch {
			case !told || !known:
				j.On(setting).NotYetKnown(id)
			case workspace == nil || subject == nil:
			default:
				judgeNear(g, j.On(setting), id, subject, workspace)
			}
		}
	},
}

// judgeNear demands that a resource and its workspace lie in one resource group,
// or else in one region.
func judgeNear(g *rule.Graph, j *rule.Judge, id rule.Value, subject, workspace *rule.Resource) {
	home := homeOf(g, subject)
	at, to, endpoint := home.Get("location"), workspace.Get("location"), subject.Get("location")
	if home != subject && !at.Unknown() && !endpoint.Unknown() && strays(g, subject, home) {
		return // a rule about endpoints speaks of it
	}
	if home.Type == typeResourceGroup || home.Type == typeEdgeProfile {
		return // the resource itself is not there, or it is everywhere
	}
	oneGroup := strings.EqualFold(rule.GroupName(home), rule.GroupName(workspace))
	if oneGroup && !groupOpen(home).Unknown() && !groupOpen(workspace).Unknown() || astray(g, workspace) != "" {
		return
	}
	here, there := at.Text(), to.Text()
	_, isRegion := topology.LookupRegion(plainRegion(here))
	if !isRegion && !at.Unknown() || there == "" && !to.Unknown() || here != "" && sameRegion(here, there) {
		return
	}
	open := waits(j.On(subject), endpoint)
	open = waits(j.On(home), at, groupOpen(home)) || open
	if !waits(j.On(workspace), to, groupOpen(workspace)) && !open {
		j.ViolatedAs(id, "a workspace in "+shown(to, there), "one in "+shown(at, here))
	}
}

// sentElsewhere reports whether a setting sends to what is no workspace, such as
// the event hub of a system that watches over several.
func sentElsewhere(setting *rule.Resource) bool {
	return slices.ContainsFunc([]string{"eventHubAuthorizationRuleId", "storageAccountId", "marketplacePartnerId", "serviceBusRuleId"},
		func(property string) bool { return !setting.Get(property).Absent() })
}
