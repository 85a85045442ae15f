package sandbox_test

import (
	"strconv"
	"time"
)

const (
	diagnostics = learn + "azure-monitor/essentials/diagnostic-settings"
	logsWest    = "@west|Microsoft.OperationalInsights/workspaces/logs-west"
	oncall      = "@west|Microsoft.Insights/actionGroups/oncall"
	diagnose    = `{"properties":{"workspaceId":"` + logsWest + `","logs":[{"category":"AppServiceHTTPLogs","enabled":true}],"metrics":[]}}`
	metricAlert = `{"location":"global","properties":{"severity":2,"enabled":true,"scopes":["@west|Microsoft.Web/sites/site-west"],"evaluationFrequency":"PT1M","windowSize":"PT5M",
		"criteria":{"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria","allOf":[{"name":"errors","metricName":"Http5xx","operator":"GreaterThan","threshold":1,
		"timeAggregation":"Total","criterionType":"StaticThresholdCriterion"}]},"actions":[{"actionGroupId":"` + oncall + `"}]}}`
	autoscale = `{"location":"westeurope","properties":{"targetResourceUri":"@west|Microsoft.Web/serverfarms/NAME","enabled":true,
		"profiles":[{"name":"all","capacity":{"minimum":"2","default":"2","maximum":"5"},"rules":[]}]}}`
	webTest = `{"location":"westeurope","kind":"ping","tags":{"hidden-link:@west|Microsoft.Insights/components/telemetry":"Resource"},
		"properties":{"SyntheticMonitorId":"m9","Name":"m9","Kind":"ping","Locations":[{"Id":"emea-nl-ams-azr"}],"Configuration":{"WebTest":"<WebTest/>"}}}`
)

// budget begins in the month that runs.
var budget = `{"properties":{"category":"Cost","amount":100,"timeGrain":"Monthly","timePeriod":{"startDate":"` + time.Now().UTC().Format("2006-01") + `-01T00:00:00Z"},
	"notifications":{"eighty":{"enabled":true,"operator":"GreaterThan","threshold":80,"contactEmails":["ops@example.com"]}}}}`

// silent is a diagnostic setting that sends nothing yet.
const silent = `{"properties":{"workspaceId":"` + logsWest + `","logs":[{"category":"AppServiceHTTPLogs","enabled":false}],"metrics":[]}}`

// fiveSettings are as many as a resource may have.
func fiveSettings(on string) []call {
	var calls []call
	for i := range 5 {
		calls = append(calls, put(on+"/providers/Microsoft.Insights/diagnosticSettings/m22-"+strconv.Itoa(i), silent))
	}
	return calls
}

// sixNotifications are more than a budget may have.
func sixNotifications() map[string]any {
	all := map[string]any{}
	for i := range 6 {
		all["n"+strconv.Itoa(i)] = map[string]any{"enabled": true, "operator": "GreaterThan", "threshold": 10.0 * float64(i+1), "contactEmails": []any{"ops@example.com"}}
	}
	return all
}

var monitorRefusals = []refusal{
	{id: "diagnostic-workspace-missing", source: diagnostics, status: 404, code: "ResourceNotFound",
		request: put("west|Microsoft.Web/sites/site-west/providers/Microsoft.Insights/diagnosticSettings/m1", diagnose),
		flaw:    flaw{"properties.workspaceId", "@west|Microsoft.OperationalInsights/workspaces/ghost"}},
	{id: "diagnostic-without-sink", source: diagnostics, status: 400, code: "BadRequest",
		given:   []call{put(sites+"row-m2", siteBody)},
		request: put(sites+"row-m2/providers/Microsoft.Insights/diagnosticSettings/m2", diagnose), flaw: flaw{"properties.workspaceId", nil}},
	{id: "diagnostic-category-unknown", source: learn + "azure-monitor/reference/supported-logs/logs-index", status: 400, code: "BadRequest",
		given:   []call{put(sites+"row-m3", siteBody)},
		request: put(sites+"row-m3/providers/Microsoft.Insights/diagnosticSettings/m3", diagnose), flaw: flaw{"properties.logs.0.category", "AuditEvent"}},
	{id: "diagnostic-sink-used-twice", source: diagnostics, status: 409, code: "Conflict",
		given:   []call{put(sites+"row-m4", siteBody), put(sites+"row-m4/providers/Microsoft.Insights/diagnosticSettings/m4", diagnose)},
		request: put(sites+"row-m4/providers/Microsoft.Insights/diagnosticSettings/m4b", replaced(diagnose, "AppServiceHTTPLogs", "AppServiceAppLogs")), flaw: flaw{"properties.logs.0.category", "AppServiceHTTPLogs"}},
	{id: "diagnostic-target-silent", source: learn + "azure-monitor/reference/supported-logs/logs-index", status: 400, code: "ResourceTypeNotSupported",
		request: put("west|Microsoft.KeyVault/vaults/vault-west/providers/Microsoft.Insights/diagnosticSettings/m5", replaced(diagnose, "AppServiceHTTPLogs", "AuditEvent")),
		flaw:    flaw{"id", "west|Microsoft.ManagedIdentity/userAssignedIdentities/app/providers/Microsoft.Insights/diagnosticSettings/m5"}},
	{id: "component-workspace-missing", source: learn + "azure-monitor/app/create-workspace-resource", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/components/m6", `{"location":"westeurope","kind":"web","properties":{"Application_Type":"web","WorkspaceResourceId":"`+logsWest+`"}}`),
		flaw:    flaw{"properties.WorkspaceResourceId", "@west|Microsoft.OperationalInsights/workspaces/ghost"}},
	{id: "alert-scope-missing", source: learn + "azure-monitor/alerts/alerts-troubleshoot-metric", status: 404, code: "ResourceNotFound",
		request: put("west|Microsoft.Insights/metricAlerts/m7", metricAlert), flaw: flaw{"properties.scopes.0", "@west|Microsoft.Web/sites/ghost"}},
	{id: "alert-action-group-missing", source: learn + "azure-monitor/alerts/action-groups", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/metricAlerts/m8", metricAlert), flaw: flaw{"properties.actions.0.actionGroupId", "@west|Microsoft.Insights/actionGroups/ghost"}},
	{id: "web-test-without-component", source: learn + "azure-monitor/app/availability", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/webtests/m9", webTest), flaw: flaw{"tags", map[string]any{}}},
	{id: "action-group-short-name", source: learn + "azure-monitor/alerts/action-groups", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/actionGroups/m10", `{"location":"Global","properties":{"groupShortName":"short","enabled":true}}`), flaw: flaw{"properties.groupShortName", ""}},
	{id: "autoscale-target-missing", source: learn + "azure-monitor/autoscale/autoscale-overview", status: 400, code: "BadRequest",
		given:   []call{put(plans+"m11", planBody)},
		request: put("west|Microsoft.Insights/autoscalesettings/m11", replaced(autoscale, "NAME", "m11")), flaw: flaw{"properties.targetResourceUri", "@west|Microsoft.Web/serverfarms/ghost"}},
	{id: "autoscale-capacity-order", source: learn + "azure-monitor/autoscale/autoscale-understanding-settings", status: 400, code: "BadRequest",
		given:   []call{put(plans+"m12", planBody)},
		request: put("west|Microsoft.Insights/autoscalesettings/m12", replaced(autoscale, "NAME", "m12")), flaw: flaw{"properties.profiles.0.capacity.minimum", "3"}},
	{id: "workspace-name-characters", source: names, status: 400, code: "InvalidParameter",
		request: put("west|Microsoft.OperationalInsights/workspaces/m13x", `{"location":"westeurope","properties":{}}`), flaw: flaw{"name", "m13x-"}},
	{id: "budget-start", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m14", budget), flaw: flaw{"properties.timePeriod.startDate", "2026-01-15T00:00:00Z"}},
	{id: "budget-contact", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m15", budget), flaw: flaw{"properties.notifications.eighty.contactEmails", []any{}}},
	{id: "web-test-frequency", source: issues + "hashicorp/terraform-provider-azurerm/blob/main/website/docs/r/application_insights_standard_web_test.html.markdown", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/webtests/m16", replaced(webTest, `"Kind"`, `"Frequency":300,"Kind"`)), flaw: flaw{"properties.Frequency", 60.0}},
	{id: "web-test-place-unknown", source: learn + "azure-monitor/app/availability", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/webtests/m17", webTest), flaw: flaw{"properties.Locations.0.Id", "westeurope"}},
	{id: "alert-metric-unknown", source: issues + "hashicorp/terraform-provider-azurerm/issues/18869", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/metricAlerts/m18", metricAlert), flaw: flaw{"properties.criteria.allOf.0.metricName", "Http5XXErrors"}},
	{id: "budget-start-past", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m19", budget), flaw: flaw{"properties.timePeriod.startDate", "2024-01-01T00:00:00Z"}},
	{id: "budget-start-far", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m20", budget), flaw: flaw{"properties.timePeriod.startDate", "2124-01-01T00:00:00Z"}},
	{id: "diagnostic-storage-other-region", source: diagnostics, status: 400, code: "BadRequest",
		given:   []call{put(sites+"row-m21", siteBody)},
		request: put(sites+"row-m21/providers/Microsoft.Insights/diagnosticSettings/m21", replaced(diagnose, `"workspaceId":"`+logsWest, `"storageAccountId":"@west|Microsoft.Storage/storageAccounts/blobswest`)),
		flaw:    flaw{"properties.storageAccountId", "@north|Microsoft.Storage/storageAccounts/blobsnorth"}},
	{id: "diagnostic-sixth", source: diagnostics, status: 409, code: "Conflict",
		given:   append([]call{put(sites+"row-m22", siteBody)}, fiveSettings(sites+"row-m22")...),
		mend:    []call{remove(sites + "row-m22/providers/Microsoft.Insights/diagnosticSettings/m22-0")},
		request: put(sites+"row-m22/providers/Microsoft.Insights/diagnosticSettings/sixth", silent)},
	{id: "component-without-workspace", source: learn + "azure-monitor/app/create-workspace-resource", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/components/m23", `{"location":"westeurope","kind":"web","properties":{"Application_Type":"web","WorkspaceResourceId":"`+logsWest+`"}}`),
		flaw:    flaw{"properties.WorkspaceResourceId", nil}},
	{id: "workspace-retention-range", source: learn + "azure-monitor/logs/data-retention-configure", status: 400, code: "InvalidParameter",
		request: put("west|Microsoft.OperationalInsights/workspaces/m24-logs", `{"location":"westeurope","properties":{"retentionInDays":30}}`), flaw: flaw{"properties.retentionInDays", 20.0}},
	{id: "alert-window-shorter-than-frequency", source: learn + "azure-monitor/alerts/alerts-create-metric-alert-rule", status: 400, code: "BadRequest",
		request: put("west|Microsoft.Insights/metricAlerts/m25", metricAlert), flaw: flaw{"properties.evaluationFrequency", "PT15M"}},
	{id: "autoscale-target-taken", source: learn + "azure-monitor/autoscale/autoscale-overview", status: 409, code: "Conflict",
		given:   []call{put(plans+"m26", planBody), put(plans+"m26b", planBody), put("west|Microsoft.Insights/autoscalesettings/m26", replaced(autoscale, "NAME", "m26"))},
		request: put("west|Microsoft.Insights/autoscalesettings/m26b", replaced(autoscale, "NAME", "m26b")), flaw: flaw{"properties.targetResourceUri", "@west|Microsoft.Web/serverfarms/m26"}},
	{id: "budget-amount", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m27", budget), flaw: flaw{"properties.amount", 0.0}},
	{id: "budget-end-before-start", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m28", budget), flaw: flaw{"properties.timePeriod.endDate", "2020-01-01T00:00:00Z"}},
	{id: "budget-notifications-six", source: rest + "consumption/budgets/create-or-update", status: 400, code: "400",
		request: put("west|Microsoft.Consumption/budgets/m29", budget), flaw: flaw{"properties.notifications", sixNotifications()}},
	{id: "alert-name-characters", source: names, status: 400, code: "BadRequest", request: put("west|Microsoft.Insights/metricAlerts/m30", metricAlert), flaw: flaw{"name", "m30+1"}},
	{id: "budget-name-characters", source: names, status: 400, code: "400", request: put("west|Microsoft.Consumption/budgets/m31", budget), flaw: flaw{"name", "m31.budget"}},
}
