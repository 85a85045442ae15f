package rp

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const typeDiagnostic = "Microsoft.Insights/diagnosticSettings"

// logCategories are the log categories of the types that emit; metrics are
// those types' too unless metricless names them.
// Source: https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index.
var logCategories = map[string][]string{
	"microsoft.cdn/profiles":                          {"FrontDoorAccessLog", "FrontDoorHealthProbeLog", "FrontDoorWebApplicationFirewallLog"},
	"microsoft.containerregistry/registries":          {"ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"},
	"microsoft.insights/autoscalesettings":            {"AutoscaleEvaluations", "AutoscaleScaleActions"},
	"microsoft.insights/components":                   {"AppAvailabilityResults", "AppBrowserTimings", "AppDependencies", "AppEvents", "AppExceptions", "AppMetrics", "AppPageViews", "AppPerformanceCounters", "AppRequests", "AppSystemEvents", "AppTraces"},
	"microsoft.keyvault/vaults":                       {"AuditEvent", "AzurePolicyEvaluationDetails"},
	"microsoft.network/networkinterfaces":             {},
	"microsoft.network/networksecuritygroups":         {"NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"},
	"microsoft.network/privateendpoints":              {},
	"microsoft.network/virtualnetworks":               {"VMProtectionAlerts"},
	"microsoft.operationalinsights/workspaces":        {"Audit", "SummaryLogs", "Jobs"},
	"microsoft.servicebus/namespaces":                 {"OperationalLogs", "VNetAndIPFilteringLogs", "RuntimeAuditLogs", "ApplicationMetricsLogs"},
	"microsoft.sql/servers/databases":                 {"SQLInsights", "AutomaticTuning", "QueryStoreRuntimeStatistics", "QueryStoreWaitStatistics", "Errors", "DatabaseWaitStatistics", "Timeouts", "Blocks", "Deadlocks", "DevOpsOperationsAudit", "SQLSecurityAuditEvents"},
	"microsoft.storage/storageaccounts":               {},
	"microsoft.storage/storageaccounts/blobservices":  {"StorageRead", "StorageWrite", "StorageDelete"},
	"microsoft.storage/storageaccounts/fileservices":  {"StorageRead", "StorageWrite", "StorageDelete"},
	"microsoft.storage/storageaccounts/queueservices": {"StorageRead", "StorageWrite", "StorageDelete"},
	"microsoft.storage/storageaccounts/tableservices": {"StorageRead", "StorageWrite", "StorageDelete"},
	"microsoft.web/serverfarms":                       {"AppServiceConsoleLogs"},
	"microsoft.web/sites":                             {"AppServiceHTTPLogs", "AppServiceConsoleLogs", "AppServiceAppLogs", "AppServiceAuditLogs", "AppServiceIPSecAuditLogs", "AppServicePlatformLogs", "AppServiceAuthenticationLogs", "AppServiceAntivirusScanAuditLogs", "AppServiceFileAuditLogs"},
	"microsoft.web/sites/slots":                       {"AppServiceHTTPLogs", "AppServiceConsoleLogs", "AppServiceAppLogs", "AppServiceAuditLogs", "AppServiceIPSecAuditLogs", "AppServicePlatformLogs"},
	"microsoft.resources/subscriptions":               {"Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth"},
}

// metricCategories of the types that name their metrics otherwise than AllMetrics.
var metricCategories = map[string][]string{
	"microsoft.sql/servers/databases":                {"AllMetrics", "Basic", "InstanceAndAppAdvanced", "WorkloadManagement"},
	"microsoft.storage/storageaccounts":              {"AllMetrics", "Transaction", "Capacity"},
	"microsoft.storage/storageaccounts/blobservices": {"AllMetrics", "Transaction", "Capacity"},
}

func diagnosticSupported(c *Call) *arm.Error {
	typ := typeOf(scopeOf(c))
	if _, ok := logCategories[strings.ToLower(typ)]; !ok {
		return arm.DiagnosticUnsupported(typ)
	}
	return nil
}

func diagnosticCategories(c *Call) *arm.Error {
	typ := strings.ToLower(typeOf(scopeOf(c)))
	for _, entry := range objects(c.New.Body, "properties.logs") {
		category, group := text(entry, "category"), text(entry, "categoryGroup")
		if category != "" && !slices.Contains(logCategories[typ], category) {
			return arm.DiagnosticCategoryUnsupported(category)
		}
		if group != "" && (group != "allLogs" && group != "audit" || len(logCategories[typ]) == 0) {
			return arm.DiagnosticCategoryUnsupported(group)
		}
	}
	metrics, ok := metricCategories[typ]
	if !ok {
		metrics = []string{"AllMetrics"}
	}
	for _, entry := range objects(c.New.Body, "properties.metrics") {
		if category := text(entry, "category"); category != "" && !slices.Contains(metrics, category) {
			return arm.DiagnosticCategoryUnsupported(category)
		}
	}
	return nil
}
