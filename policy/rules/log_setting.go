package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// The types of Azure Monitor.
const (
	typeDiagnostics   = "azure-native:insights:DiagnosticSetting"
	typeWorkspace     = "azure-native:operationalinsights:Workspace"
	typeInsights      = "azure-native:insights:Component"
	typeMetricAlert   = "azure-native:insights:MetricAlert"
	typeQueryAlert    = "azure-native:insights:ScheduledQueryRule"
	typeActivityAlert = "azure-native:insights:ActivityLogAlert"
	typeActionGroup   = "azure-native:insights:ActionGroup"
	typeWebTest       = "azure-native:insights:WebTest"
)

// ancestor finds the resource whose id is the text, or the nearest above it: the
// server for its master database, say.
func ancestor(g *rule.Graph, r *rule.Resource, id string) *rule.Resource {
	for inGroup(id) {
		if found, _ := g.Refers(r, rule.NewValue(id)); found != nil {
			return found
		}
		for range 2 {
			id = id[:max(0, strings.LastIndexByte(id, '/'))]
		}
	}
	return nil
}

// subjectOf is the resource that a diagnostic setting is about, or nil. known is
// false when it cannot be told yet.
func subjectOf(g *rule.Graph, setting *rule.Resource) (subject *rule.Resource, known bool) {
	uri := setting.Get("resourceUri")
	if uri.Unknown() {
		return g.Refers(setting, uri)
	}
	return ancestor(g, setting, uri.Text()), true
}

// homeOf is the resource whose place decides where a resource lies: the network
// of a private endpoint, else the resource itself.
func homeOf(g *rule.Graph, r *rule.Resource) *rule.Resource {
	if r.Type == typePrivateEndpoint {
		if network, _, _ := subnetAt(g, r, r.Get("subnet", "id")); network != nil {
			return network
		}
	}
	return r
}
