package rules

import "github.com/tandem-platform/tandem/policy/rule"

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

// subjectOf is the resource that a diagnostic setting is about, or nil. known is
// false when it cannot be told yet.
func subjectOf(g *rule.Graph, setting *rule.Resource) (subject *rule.Resource, known bool) {
	uri := setting.Get("resourceUri")
	if uri.Unknown() {
		return g.Refers(setting, uri)
	}
	subject, _ = g.Nearest(uri.Text())
	return subject, true
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
