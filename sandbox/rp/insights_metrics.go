package rp

import (
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// platformMetrics are the metrics that Azure's own services emit, by type.
// Source: https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index.
var platformMetrics = map[string][]string{
	"microsoft.web/sites": {"AlwaysReadyFunctionExecutionCount", "AlwaysReadyFunctionExecutionUnits", "AlwaysReadyUnits", "AppConnections", "AverageMemoryWorkingSet", "AverageResponseTime", "BytesReceived", "BytesSent", "CpuTime",
		"CurrentAssemblies", "FileSystemUsage", "FunctionExecutionCount", "FunctionExecutionUnits", "Gen0Collections", "Gen1Collections",
		"Gen2Collections", "Handles", "HealthCheckStatus", "Http101", "Http2xx", "Http3xx", "Http401", "Http403", "Http404", "Http406",
		"Http4xx", "Http5xx", "HttpResponseTime", "InstanceCount", "IoOtherBytesPerSecond", "IoOtherOperationsPerSecond", "IoReadBytesPerSecond",
		"IoReadOperationsPerSecond", "IoWriteBytesPerSecond", "IoWriteOperationsPerSecond", "MemoryWorkingSet", "OnDemandFunctionExecutionCount",
		"OnDemandFunctionExecutionUnits", "PrivateBytes", "Requests",
		"RequestsInApplicationQueue", "Threads", "TotalAppDomains", "TotalAppDomainsUnloaded", "WorkflowActionsCompleted", "WorkflowActionsFailureRate",
		"WorkflowAppJobPullRate", "WorkflowJobExecutionDelay", "WorkflowJobExecutionDuration", "WorkflowRunsCompleted", "WorkflowRunsDispatched",
		"WorkflowRunsFailureRate", "WorkflowRunsStarted", "WorkflowTriggersCompleted", "WorkflowTriggersFailureRate"},
	"microsoft.web/serverfarms": {"BytesReceived", "BytesSent", "CpuPercentage", "DiskQueueLength", "HttpQueueLength", "MemoryPercentage",
		"SocketInboundAll", "SocketLoopback", "SocketOutboundAll", "SocketOutboundEstablished", "SocketOutboundTimeWait", "TcpCloseWait",
		"TcpClosing", "TcpEstablished", "TcpFinWait1", "TcpFinWait2", "TcpLastAck", "TcpSynReceived", "TcpSynSent", "TcpTimeWait"},
	"microsoft.keyvault/vaults": {"Availability", "SaturationShoebox", "ServiceApiHit", "ServiceApiLatency", "ServiceApiResult"},
	"microsoft.storage/storageaccounts": {"Availability", "Egress", "Ingress", "SuccessE2ELatency", "SuccessServerLatency", "Transactions",
		"UsedCapacity"},
	"microsoft.cdn/profiles": {"ActiveWebSocketConnections", "AverageWebSocketConnectionDuration", "ByteHitRatio", "OriginHealthPercentage",
		"OriginLatency", "OriginRequestCount", "OriginShieldOriginRequestCount", "OriginShieldRateLimitRequestCount", "OriginShieldRequestCount",
		"OriginShieldRequestSize", "Percentage4XX", "Percentage5XX", "RequestCount", "RequestSize", "ResponseSize", "TotalLatency",
		"WebApplicationFirewallCaptchaRequestCount", "WebApplicationFirewallJsRequestCount", "WebApplicationFirewallRequestCount", "WebSocketConnections"},
}

// metricsListed is how long after its creation the metrics of an app or a plan
// are known; the documents say minutes.
// Source: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-metric.
const metricsListed = 3 * time.Minute

// alertMetrics: each criterion names a metric of its target, unless it waives
// that. Metrics of other namespaces, and of types without a list, are taken.
func alertMetrics(c *Call) *arm.Error {
	scopes := texts(c.New.Body, "properties.scopes")
	if len(scopes) != 1 {
		return nil
	}
	typ := strings.ToLower(typeOf(scopes[0]))
	known, listed := platformMetrics[typ]
	if target, ok := c.Tx.Get(scopes[0]); ok && strings.HasPrefix(typ, "microsoft.web/") && c.Tx.Now().Before(target.Created.Add(scaled(metricsListed))) {
		known = nil
	}
	for _, criterion := range objects(c.New.Body, "properties.criteria.allOf") {
		name, space := text(criterion, "metricName"), text(criterion, "metricNamespace")
		foreign := space != "" && !strings.EqualFold(space, typ)
		if !listed || foreign || name == "" || isTrue(criterion, "skipMetricValidation") {
			continue
		}
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			return arm.MetricNotFound(name)
		}
	}
	return nil
}

// testPlaces are the places from which availability is tested.
// Source: https://learn.microsoft.com/azure/azure-monitor/app/availability (location population tags).
var testPlaces = []string{
	"emea-au-syd-edge", "latam-br-gru-edge", "us-fl-mia-edge", "apac-hk-hkn-azr", "us-va-ash-azr", "emea-ch-zrh-edge", "emea-fr-pra-edge",
	"apac-jp-kaw-edge", "us-il-ch1-azr", "emea-gb-db3-azr", "us-tx-sn1-azr", "apac-sg-sin-azr", "emea-se-sto-edge", "emea-ru-msa-edge",
	"emea-nl-ams-azr", "us-ca-sjc-azr",
	"usgov-va-azr", "usgov-phx-azr", "usgov-tx-azr", "usgov-ddeast-azr", "usgov-ddcentral-azr", "mc-cne-azr", "mc-cne2-azr", "mc-cnn3-azr",
}

// webTestPlan: how often, and from where.
func webTestPlan(c *Call) *arm.Error {
	if seconds, given := number(c.New.Body, "properties.Frequency"); given && seconds != 300 && seconds != 600 && seconds != 900 {
		return arm.WebTestFrequency(int(seconds))
	}
	places := objects(c.New.Body, "properties.Locations")
	if len(places) == 0 {
		return arm.WebTestPlace("")
	}
	for _, p := range places {
		if !slices.Contains(testPlaces, strings.ToLower(text(p, "Id"))) {
			return arm.WebTestPlace(text(p, "Id"))
		}
	}
	return nil
}
