package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logEdgeEverywhere = &rule.Rule{
	ID:       "TDM-LOG-004",
	Title:    "The edge's logs go to the workspaces of all stamps",
	Why:      "Who came, from where and to which stamp is what one needs to know after a region is lost; kept in that region alone, it is lost with it.",
	Fix:      "Add for each stamp an azure-native:insights:DiagnosticSetting with resourceUri set to the profile's id and workspaceId to the stamp's workspace.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-5"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/front-door-diagnostics"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, profile := range g.OfType(typeEdgeProfile) {
			told, complete := workspacesOf(g, j, profile)
			for _, workspace := range g.OfType(typeWorkspace) {
				stamp := g.Stamp(workspace)
				if !stamped(stamp) || told[workspace] || !complete {
					continue
				}
				if setting := astraySetting(g, profile); setting != nil {
					j.On(setting).Violated(setting.Get("workspaceId"), "the workspace of stamp "+stamp)
					continue
				}
				j.On(profile).Missing("sending no logs to the workspace of stamp "+stamp, "a diagnostic setting that does")
			}
		}
	},
}

// workspacesOf are the workspaces that get a resource's logs, or were meant to
// by a setting that names another. complete is false when one cannot be told yet.
func workspacesOf(g *rule.Graph, j *rule.Judge, r *rule.Resource) (told map[*rule.Resource]bool, complete bool) {
	told, complete = map[*rule.Resource]bool{}, true
	for _, setting := range g.OfType(typeDiagnostics) {
		subject, known := subjectOf(g, setting)
		if known && subject != r && !meant(setting, "resourceUri", r) {
			continue
		}
		workspace, there := g.Refers(setting, setting.Get("workspaceId"), typeWorkspace)
		if !known || !there {
			j.On(setting).NotYetKnown(setting.Get("workspaceId"))
			complete = false
		}
		told[workspace] = true
		for _, urn := range setting.PropertyDependencies["workspaceId"] {
			told[g.ByURN(urn)] = true
		}
	}
	return told, complete
}

// astraySetting is a setting about a resource that leads to no workspace, or to
// one to which another leads already, though its name is not that stamp's.
func astraySetting(g *rule.Graph, r *rule.Resource) *rule.Resource {
	var settings, to []*rule.Resource
	count := map[*rule.Resource]int{}
	for _, setting := range g.OfType(typeDiagnostics) {
		if subject, _ := subjectOf(g, setting); subject == r {
			workspace, _ := g.Refers(setting, setting.Get("workspaceId"), typeWorkspace)
			settings, to = append(settings, setting), append(to, workspace)
			count[workspace]++
		}
	}
	for i, setting := range settings {
		if to[i] == nil || count[to[i]] > 1 && !strings.Contains(setting.Name, g.Stamp(to[i])) {
			return setting
		}
	}
	return nil
}
