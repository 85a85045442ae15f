package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/consumption/v2"
	"github.com/pulumi/pulumi-azure-native-sdk/portal/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// addDashboard makes one page that leads to everything.
func (w *watch) addDashboard() error {
	text := pulumi.Sprintf("# %s\n\n| | |\n|---|---|\n| endpoint | https://%s |\n| blue | https://%s |\n| green | https://%s |\n"+
		"| database | %s |\n\nWhich stamp is active: see the failover group's role and the edge's priorities.",
		w.names.DashboardName, w.in.Edge.Endpoints[appEndpoint].HostName,
		w.in.Edge.Endpoints[topology.Blue.String()].HostName, w.in.Edge.Endpoints[topology.Green.String()].HostName,
		w.in.SQLGroup.Listener)
	_, err := portal.NewDashboard(w.ctx, w.name+"-dashboard", &portal.DashboardArgs{
		ResourceGroupName: w.in.ResourceGroup,
		DashboardName:     pulumi.String(w.names.Dashboard),
		Location:          pulumi.String(w.args.Location),
		Properties: portal.DashboardPropertiesWithProvisioningStateArgs{
			Lenses: portal.DashboardLensArray{portal.DashboardLensArgs{
				Order: pulumi.Int(0),
				Parts: portal.DashboardPartsArray{portal.DashboardPartsArgs{
					Position: portal.DashboardPartsPositionArgs{
						X: pulumi.Int(0), Y: pulumi.Int(0), ColSpan: pulumi.Int(8), RowSpan: pulumi.Int(5),
					},
					Metadata: portal.DashboardPartMetadataArgs{
						Type:   pulumi.String("Extension/HubsExtension/PartType/MarkdownPart"),
						Inputs: pulumi.Array{},
						Settings: pulumi.Map{"content": pulumi.Map{"settings": pulumi.Map{
							"title": pulumi.String(w.names.DashboardName), "subtitle": pulumi.String(""), "content": text,
						}}},
					},
				}},
			}},
		},
		Tags: w.tags(),
	}, pulumi.Parent(w.Watch))
	if err != nil {
		return fmt.Errorf("dashboard: %w", err)
	}
	return nil
}

// addBudget warns of costs of everything that carries the system's tags. When the budget
// began is what it was on the first run, and stays.
func (w *watch) addBudget() error {
	in := w.args.Stamps[w.args.Anchor]
	notify := func(percent float64, kind string) consumption.NotificationArgs {
		return consumption.NotificationArgs{
			Enabled: pulumi.Bool(true), Operator: pulumi.String("GreaterThan"), Threshold: pulumi.Float64(percent),
			ThresholdType: pulumi.String(kind), ContactEmails: pulumi.ToStringArray([]string{w.args.AlertEmail}),
		}
	}
	tag := func(name, value string) consumption.BudgetFilterPropertiesArgs {
		return consumption.BudgetFilterPropertiesArgs{Tags: consumption.BudgetComparisonExpressionArgs{
			Name: pulumi.String(name), Operator: pulumi.String("In"), Values: pulumi.ToStringArray([]string{value}),
		}}
	}
	_, err := consumption.NewBudget(w.ctx, w.name+"-budget", &consumption.BudgetArgs{
		Scope:      pulumi.Sprintf("subscriptions/%s", in.SubscriptionID),
		BudgetName: pulumi.String(w.names.Budget),
		Category:   pulumi.String("Cost"),
		Amount:     pulumi.Float64(float64(w.args.Budget.Amount)),
		TimeGrain:  pulumi.String("Monthly"),
		TimePeriod: consumption.BudgetTimePeriodArgs{StartDate: pulumi.String(w.args.Budget.Start)},
		Filter: consumption.BudgetFilterArgs{And: consumption.BudgetFilterPropertiesArray{
			tag(topology.TagSystem, w.args.System), tag(topology.TagEnvironment, w.args.Environment),
		}},
		Notifications: consumption.NotificationMap{
			"Actual80": notify(80, "Actual"), "Forecasted100": notify(100, "Forecasted"),
		},
	}, pulumi.Parent(w.Watch), pulumi.IgnoreChanges([]string{"timePeriod"}))
	if err != nil {
		return fmt.Errorf("budget: %w", err)
	}
	return nil
}
