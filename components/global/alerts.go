package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// How urgent an alert is; 0 is the most urgent.
const (
	severityCritical = 0
	severityError    = 1
	severityWarning  = 2
)

// Bounds beyond which somebody is called.
const (
	leastOriginHealth  = 75  // percent of good probes
	mostReplicationLag = 30  // seconds that the secondary database is behind
	mostWAFBlocks      = 500 // blocked requests in a quarter of an hour
	mostPendingBlobs   = 100 // blobs that wait for longer than half an hour
)

// alert says what one metric alert is.
type alert struct {
	noun, about   string
	severity      int
	every, window string // how often to look, and at how much; ISO 8601
	scopes        pulumi.StringArray
	location      string
	criteria      pulumi.Input
}

func (w *watch) alert(a alert) error {
	_, err := insights.NewMetricAlert(w.ctx, w.name+"-"+a.noun+"-alert", &insights.MetricAlertArgs{
		ResourceGroupName:   w.in.ResourceGroup,
		RuleName:            pulumi.String(w.names.Alert(a.noun)),
		Location:            pulumi.String(a.location),
		Description:         pulumi.String(a.about),
		Severity:            pulumi.Int(a.severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: pulumi.String(a.every),
		WindowSize:          pulumi.String(a.window),
		Scopes:              a.scopes,
		Criteria:            a.criteria,
		Actions:             insights.MetricAlertActionArray{insights.MetricAlertActionArgs{ActionGroupId: w.ActionGroupID}},
		Tags:                w.tags(),
	}, pulumi.Parent(w.Watch))
	if err != nil {
		return fmt.Errorf("alert %s: %w", a.noun, err)
	}
	return nil
}

// metric is a bound on one metric of one resource.
type metric struct {
	namespace, name, aggregation, operator string
	threshold                              float64
	dimensions                             map[string][]string
}

func (m metric) criteria() insights.MetricAlertSingleResourceMultipleMetricCriteriaArgs {
	var dimensions insights.MetricDimensionArray
	for _, name := range sortedKeys(m.dimensions) {
		dimensions = append(dimensions, insights.MetricDimensionArgs{
			Name: pulumi.String(name), Operator: pulumi.String("Include"), Values: pulumi.ToStringArray(m.dimensions[name]),
		})
	}
	return insights.MetricAlertSingleResourceMultipleMetricCriteriaArgs{
		OdataType: pulumi.String("Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"),
		AllOf: insights.MetricCriteriaArray{insights.MetricCriteriaArgs{
			CriterionType:   pulumi.String("StaticThresholdCriterion"),
			Name:            pulumi.String("bound"),
			MetricNamespace: pulumi.String(m.namespace),
			MetricName:      pulumi.String(m.name),
			TimeAggregation: pulumi.String(m.aggregation),
			Operator:        pulumi.String(m.operator),
			Threshold:       pulumi.Float64(m.threshold),
			Dimensions:      dimensions,
			// Azure lists the metrics of what is new minutes later, and some not everywhere yet, and
			// refuses an alert on a metric that is not listed; a test holds the names.
			SkipMetricValidation: pulumi.Bool(true),
		}},
	}
}

// addAlerts watches the edge, the databases and the blobs.
func (w *watch) addAlerts() error {
	const profiles = "Microsoft.Cdn/profiles"
	edge := pulumi.StringArray{w.in.Edge.ProfileID}
	alerts := []alert{
		{
			noun: "origin-health", severity: severityError, every: "PT1M", window: "PT5M", scopes: edge, location: everywhere,
			about: "The edge's probes of a stamp fail",
			criteria: metric{
				namespace: profiles, name: "OriginHealthPercentage", aggregation: "Average", operator: "LessThan",
				threshold: leastOriginHealth, dimensions: map[string][]string{"Origin": {"*"}, "OriginGroup": {"*"}},
			}.criteria(),
		},
		{
			noun: "waf-blocks", severity: severityWarning, every: "PT5M", window: "PT15M", scopes: edge, location: everywhere,
			about: "The firewall blocks unusually many requests",
			criteria: metric{
				namespace: profiles, name: "WebApplicationFirewallRequestCount", aggregation: "Total", operator: "GreaterThan",
				threshold: mostWAFBlocks, dimensions: map[string][]string{"Action": {"Block"}},
			}.criteria(),
		},
	}
	for _, s := range topology.Stamps() {
		alerts = append(alerts, alert{
			noun: s.String() + "-replication-lag", severity: severityError, every: "PT1M", window: "PT5M", location: everywhere,
			scopes: pulumi.StringArray{w.in.SQLGroup.Databases[s].ID().ToStringOutput()},
			about:  "While stamp " + s.String() + " holds the primary: its secondary falls behind",
			criteria: metric{
				namespace: "Microsoft.Sql/servers/databases", name: "replication_lag_seconds", aggregation: "Maximum",
				operator: "GreaterThan", threshold: mostReplicationLag,
			}.criteria(),
		})
	}
	for _, d := range w.in.Replication.Directions {
		alerts = append(alerts, alert{
			noun: d.From.String() + "-pending-blobs", severity: severityWarning, every: "PT5M", window: "PT30M", location: everywhere,
			scopes: pulumi.StringArray{d.Source.ID().ToStringOutput()},
			about:  "Blobs written in stamp " + d.From.String() + " wait for being replicated",
			criteria: metric{
				namespace: "Microsoft.Storage/storageAccounts/objectReplicationPolicies", name: "PendingOperationsForReplication",
				aggregation: "Average", operator: "GreaterThan", threshold: mostPendingBlobs,
			}.criteria(),
		})
	}
	for _, a := range alerts {
		if err := w.alert(a); err != nil {
			return err
		}
	}
	return nil
}
