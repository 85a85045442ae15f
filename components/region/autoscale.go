package region

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// maxInstances is how many workers a plan can have.
const maxInstances = 30

// scaleRule adds or removes workers when a metric of the plan leaves a bound.
type scaleRule struct {
	metric    string
	above     bool
	threshold float64
	add       int // workers; negative removes
}

// scaleRules react fast to load and slowly to its end.
func scaleRules() []scaleRule {
	return []scaleRule{
		{metric: "CpuPercentage", above: true, threshold: 70, add: 1},
		{metric: "CpuPercentage", threshold: 30, add: -1},
		{metric: "MemoryPercentage", above: true, threshold: 80, add: 1},
		{metric: "MemoryPercentage", threshold: 50, add: -1},
	}
}

// newAutoscale lets the plan grow with its load, and never below the number of
// workers that the stamp wants.
func (a *App) newAutoscale(ctx *pulumi.Context, name string, f *frame) error {
	least := f.args.App.Instances
	most := min(least*f.sizes.autoscaleCeiling, maxInstances)
	var rules insights.ScaleRuleArray
	for _, r := range scaleRules() {
		rules = append(rules, r.args(a.plan.ID().ToStringOutput()))
	}
	if _, err := insights.NewAutoscaleSetting(ctx, name+"-autoscale", &insights.AutoscaleSettingArgs{
		ResourceGroupName:    f.group,
		AutoscaleSettingName: pulumi.String(f.names.Autoscale),
		Name:                 pulumi.String(f.names.Autoscale),
		Location:             f.location,
		Enabled:              pulumi.Bool(true),
		TargetResourceUri:    a.plan.ID(),
		Profiles: insights.AutoscaleProfileArray{&insights.AutoscaleProfileArgs{
			Name: pulumi.String("load"),
			Capacity: &insights.ScaleCapacityArgs{
				Minimum: pulumi.String(strconv.Itoa(least)),
				Maximum: pulumi.String(strconv.Itoa(most)),
				Default: pulumi.String(strconv.Itoa(least)),
			},
			Rules: rules,
		}},
		Tags: f.tags,
	}, pulumi.Parent(a)); err != nil {
		return fmt.Errorf("autoscale: %w", err)
	}
	return nil
}

// args is the rule as Azure wants it.
func (r scaleRule) args(plan pulumi.StringOutput) *insights.ScaleRuleArgs {
	operator, window, cooldown := insights.ComparisonOperationTypeLessThan, "PT15M", "PT15M"
	direction, count := insights.ScaleDirectionDecrease, -r.add
	if r.above {
		operator, window, cooldown = insights.ComparisonOperationTypeGreaterThan, "PT5M", "PT5M"
		direction, count = insights.ScaleDirectionIncrease, r.add
	}
	return &insights.ScaleRuleArgs{
		MetricTrigger: &insights.MetricTriggerArgs{
			MetricName:        pulumi.String(r.metric),
			MetricResourceUri: plan,
			Operator:          operator,
			Threshold:         pulumi.Float64(r.threshold),
			Statistic:         insights.MetricStatisticTypeAverage,
			TimeAggregation:   insights.TimeAggregationTypeAverage,
			TimeGrain:         pulumi.String("PT1M"),
			TimeWindow:        pulumi.String(window),
		},
		ScaleAction: &insights.ScaleActionArgs{
			Direction: direction, Type: insights.ScaleTypeChangeCount,
			Value: pulumi.String(strconv.Itoa(count)), Cooldown: pulumi.String(cooldown),
		},
	}
}
