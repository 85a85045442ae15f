package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// alert tells the stamp's owner that a metric left its bound.
type alert struct {
	noun        string // in the logical name and the Azure name
	scope       pulumi.IDOutput
	namespace   string
	metric      string
	aggregation string
	above       bool
	threshold   float64
	severity    int // 0 critical to 4 verbose
	window      string
	description string
}

// alerts are what the stamp's owner wants to be woken for.
func alerts(p *parts) []alert {
	site, plan := p.app.site.ID(), p.app.plan.ID()
	return []alert{
		{
			noun: "health", scope: site, namespace: "Microsoft.Web/sites", metric: "HealthCheckStatus", aggregation: "Average",
			threshold: 100, severity: 1, window: "PT5M", description: "Instances of the app fail their health check.",
		},
		{
			noun: "errors", scope: site, namespace: "Microsoft.Web/sites", metric: "Http5xx", aggregation: "Total",
			above: true, threshold: 10, severity: 1, window: "PT5M", description: "The app answers with server errors.",
		},
		{
			noun: "latency", scope: site, namespace: "Microsoft.Web/sites", metric: "HttpResponseTime", aggregation: "Average",
			above: true, threshold: 2, severity: 2, window: "PT15M", description: "The app takes more than two seconds to answer.",
		},
		{
			noun: "cpu", scope: plan, namespace: "Microsoft.Web/serverfarms", metric: "CpuPercentage", aggregation: "Average",
			above: true, threshold: 90, severity: 2, window: "PT15M", description: "The plan has been busy for a quarter of an hour.",
		},
		{
			noun: "memory", scope: plan, namespace: "Microsoft.Web/serverfarms", metric: "MemoryPercentage", aggregation: "Average",
			above: true, threshold: 90, severity: 2, window: "PT15M", description: "The plan has been short of memory for a quarter of an hour.",
		},
		{
			noun: "vault", scope: p.vault.resource.ID(), namespace: "Microsoft.KeyVault/vaults", metric: "Availability", aggregation: "Average",
			threshold: 99, severity: 1, window: "PT15M", description: "The key vault refuses requests.",
		},
		{
			noun: "storage", scope: p.storage.account.ID(), namespace: "Microsoft.Storage/storageAccounts", metric: "Availability", aggregation: "Average",
			threshold: 99, severity: 1, window: "PT15M", description: "The storage account refuses requests.",
		},
	}
}

// newAlerts registers the stamp's alerts.
func newAlerts(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, p *parts) error {
	for _, a := range alerts(p) {
		if _, err := insights.NewMetricAlert(ctx, name+"-alert-"+a.noun, a.args(f, p), pulumi.Parent(stamp)); err != nil {
			return fmt.Errorf("alert %s: %w", a.noun, err)
		}
	}
	return nil
}

// args is the alert as Azure wants it.
func (a alert) args(f *frame, p *parts) *insights.MetricAlertArgs {
	operator := "LessThan"
	if a.above {
		operator = "GreaterThan"
	}
	return &insights.MetricAlertArgs{
		ResourceGroupName:   f.group,
		RuleName:            pulumi.String(f.names.Alert(a.noun)),
		Location:            pulumi.String("global"),
		Description:         pulumi.String(a.description),
		Enabled:             pulumi.Bool(true),
		Severity:            pulumi.Int(a.severity),
		Scopes:              pulumi.StringArray{a.scope},
		EvaluationFrequency: pulumi.String("PT1M"),
		WindowSize:          pulumi.String(a.window),
		AutoMitigate:        pulumi.Bool(true),
		Criteria: &insights.MetricAlertSingleResourceMultipleMetricCriteriaArgs{
			OdataType: pulumi.String("Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"),
			AllOf: insights.MetricCriteriaArray{&insights.MetricCriteriaArgs{
				CriterionType:   pulumi.String("StaticThresholdCriterion"),
				Name:            pulumi.String(a.noun),
				MetricNamespace: pulumi.String(a.namespace),
				MetricName:      pulumi.String(a.metric),
				TimeAggregation: pulumi.String(a.aggregation),
				Operator:        pulumi.String(operator),
				Threshold:       pulumi.Float64(a.threshold),
				// The metrics of an app and a plan are listed minutes after these are made, and
				// Azure refuses an alert on a metric that is not listed; a test holds the names.
				SkipMetricValidation: pulumi.Bool(true),
			}},
		},
		Actions: insights.MetricAlertActionArray{&insights.MetricAlertActionArgs{
			ActionGroupId: p.telemetry.actionGroup.ID(),
		}},
		Tags: f.tags,
	}
}
