package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeComponent = "Microsoft.Insights/components"
	typeWebTest   = "Microsoft.Insights/webtests"
)

func insightsBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type: typeComponent,
			Validate: func(c *Call) *arm.Error {
				id := text(c.New.Body, "properties.WorkspaceResourceId")
				if id == "" {
					return arm.WorkspaceRequired()
				}
				if _, ok := find(c.Tx, id, typeWorkspace); !ok {
					return arm.WorkspaceNotFound(id)
				}
				return nil
			},
			Fill: fillComponent,
		},
		webTestBehaviour(), diagnosticBehaviour(), actionGroupBehaviour(), autoscaleBehaviour(),
		metricAlertBehaviour(), queryRuleBehaviour(), activityAlertBehaviour(),
		{Type: "Microsoft.Insights/workbooks", Fill: func(c *Call) {
			set(c.New.Body, "properties.timeModified", nowText(c))
			keep(c, "properties.revision", fresh(c, "workbook"))
			keep(c, "properties.userId", func() any { return c.Caller.ObjectID })
			fillIdentity(c)
		}},
	}
}

func fillComponent(c *Call) {
	b := c.New.Body
	fillAll(b, object{
		"properties.RetentionInDays": 90, "properties.IngestionMode": "LogAnalytics", "properties.DisableIpMasking": false,
		"properties.publicNetworkAccessForIngestion": "Enabled", "properties.publicNetworkAccessForQuery": "Enabled",
		"properties.Flow_Type": "Bluefield", "properties.DisableLocalAuth": false,
	})
	keep(c, "properties.InstrumentationKey", fresh(c, "instrumentation"))
	keep(c, "properties.AppId", fresh(c, "application"))
	keep(c, "properties.CreationDate", func() any { return nowText(c) })
	place := arm.NormalLocation(text(b, "location"))
	set(b, "properties.ApplicationId", c.Name)
	set(b, "properties.Name", c.Name)
	set(b, "properties.TenantId", c.SubID)
	set(b, "properties.provisioningState", "Succeeded")
	set(b, "properties.ConnectionString", "InstrumentationKey="+text(b, "properties.InstrumentationKey")+
		";IngestionEndpoint=https://"+place+"-1.in.applicationinsights.azure.com/"+
		";LiveEndpoint=https://"+place+".livediagnostics.monitor.azure.com/"+
		";ApplicationId="+text(b, "properties.AppId"))
}

func webTestBehaviour() Behaviour {
	return Behaviour{
		Type: typeWebTest,
		Validate: checks(webTestPlan, func(c *Call) *arm.Error {
			tags, _ := c.New.Body["tags"].(object)
			for name, v := range tags {
				id, link := strings.CutPrefix(name, "hidden-link:")
				if _, ok := find(c.Tx, id, typeComponent); link && ok && v == "Resource" {
					return nil
				}
			}
			return arm.WebTestComponent()
		}),
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.Enabled": true, "properties.Frequency": 300, "properties.Timeout": 30, "properties.RetryEnabled": true,
				"kind": strings.ToLower(text(c.New.Body, "properties.Kind")),
			})
			set(c.New.Body, "properties.provisioningState", "Succeeded")
		},
	}
}

// sinkTypes are the properties of a diagnostic setting that name a sink.
var sinkTypes = map[string]string{
	"workspaceId":      typeWorkspace,
	"storageAccountId": typeStorage,
}

const maxDiagnosticSettings = 5

func diagnosticBehaviour() Behaviour {
	return Behaviour{
		Type:     typeDiagnostic,
		Validate: checks(diagnosticSupported, diagnosticSinks, diagnosticCategories, diagnosticShared),
		Fill: func(c *Call) {
			for _, list := range []string{"properties.logs", "properties.metrics"} {
				fill(c.New.Body, list, []any{})
				for _, entry := range objects(c.New.Body, list) {
					fill(entry, "retentionPolicy", object{"enabled": false, "days": 0})
				}
			}
		},
	}
}

// scopeOf is the resource that an extension hangs on.
func scopeOf(c *Call) string {
	id, err := arm.ParseID(c.ID)
	if err != nil {
		return ""
	}
	return id.Scope
}

func diagnosticSinks(c *Call) *arm.Error {
	sinks := 0
	for _, property := range []string{"workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"} {
		id := text(c.New.Body, "properties."+property)
		if id == "" {
			continue
		}
		sinks++
		typ, checked := sinkTypes[property]
		sink, ok := find(c.Tx, id, typ)
		if checked && !ok {
			return arm.DiagnosticSinkNotFound(id)
		}
		target, found := c.Tx.Get(scopeOf(c))
		if property == "storageAccountId" && found && target.Location != "" && target.Location != arm.Global && sink.Location != target.Location {
			return arm.DiagnosticSinkRegion(sink.Name, sink.Location, target.Location)
		}
	}
	if sinks == 0 {
		return arm.DiagnosticSinkMissing()
	}
	return nil
}

// diagnosticShared: one setting for each category and sink, five in all.
func diagnosticShared(c *Call) *arm.Error {
	siblings := c.Tx.Children(scopeOf(c), typeDiagnostic)
	if c.Old == nil && len(siblings) >= maxDiagnosticSettings {
		return arm.DiagnosticLimit(maxDiagnosticSettings)
	}
	workspace := text(c.New.Body, "properties.workspaceId")
	ours := enabledCategories(c.New.Body)
	for _, s := range siblings {
		if arm.SameID(s.ID, c.ID) || workspace == "" || !arm.SameID(text(s.Body, "properties.workspaceId"), workspace) {
			continue
		}
		for category := range enabledCategories(s.Body) {
			if ours[category] {
				return arm.DiagnosticConflict(category, workspace, s.Name)
			}
		}
	}
	return nil
}

func enabledCategories(doc object) map[string]bool {
	out := map[string]bool{}
	for _, list := range []string{"properties.logs", "properties.metrics"} {
		for _, entry := range objects(doc, list) {
			if isTrue(entry, "enabled") {
				out[text(entry, "category")+text(entry, "categoryGroup")] = true
			}
		}
	}
	return out
}
