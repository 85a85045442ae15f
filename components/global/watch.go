package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const watchType = "tandem:global:Watch"

// places are where availability is tested from: more than one continent, so that one
// network's trouble is not taken for ours.
var places = []string{"emea-nl-ams-azr", "emea-gb-db3-azr", "emea-fr-pra-edge", "us-va-ash-azr", "apac-sg-sin-azr"}

// failedPlaces is how many places must see a failure before anyone is called.
const failedPlaces = 2

// Watch is what watches over the whole system: availability tests, alerts, a
// dashboard and a budget.
type Watch struct {
	pulumi.ResourceState

	ActionGroupID pulumi.StringOutput
}

// WatchInput is what the watch needs of the other parts of the layer.
type WatchInput struct {
	ResourceGroup pulumi.StringInput
	Edge          *Edge
	SQLGroup      *SQLGroup
	Replication   *Replication
}

// watch builds a [Watch].
type watch struct {
	*Watch
	ctx   *pulumi.Context
	name  string
	args  *Args
	in    WatchInput
	names topology.GlobalNames
}

// NewWatch makes tests, alerts, dashboard and budget.
func NewWatch(ctx *pulumi.Context, name string, args *Args, in WatchInput, opts ...pulumi.ResourceOption) (*Watch, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	w := &watch{Watch: &Watch{}, ctx: ctx, name: name, args: args, in: in, names: args.identity().Global()}
	if err := ctx.RegisterComponentResource(watchType, name, w.Watch, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	for _, step := range []func() error{w.addActionGroup, w.addTests, w.addAlerts, w.addDashboard, w.addBudget} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w.Watch, ctx.RegisterResourceOutputs(w.Watch, pulumi.Map{"actionGroupId": w.ActionGroupID})
}

func (w *watch) tags() pulumi.StringMap { return pulumi.ToStringMap(w.args.tags()) }

func (w *watch) addActionGroup() error {
	group, err := insights.NewActionGroup(w.ctx, w.name+"-action-group", &insights.ActionGroupArgs{
		ResourceGroupName: w.in.ResourceGroup,
		ActionGroupName:   pulumi.String(w.names.ActionGroup),
		GroupShortName:    pulumi.String(w.names.ActionGroupShort),
		Location:          pulumi.String(everywhere),
		Enabled:           pulumi.Bool(true),
		EmailReceivers: insights.EmailReceiverArray{insights.EmailReceiverArgs{
			Name: pulumi.String("on-call"), EmailAddress: pulumi.String(w.args.AlertEmail), UseCommonAlertSchema: pulumi.Bool(true),
		}},
		Tags: w.tags(),
	}, pulumi.Parent(w.Watch))
	if err != nil {
		return fmt.Errorf("action group: %w", err)
	}
	w.ActionGroupID = group.ID().ToStringOutput()
	return nil
}

// addTests tests the generic endpoint and every stamp's own from both stamps'
// telemetry, so that one of them still reports while the other's region is down.
func (w *watch) addTests() error {
	for _, s := range topology.Stamps() {
		for _, endpoint := range []string{appEndpoint, s.String()} {
			if err := w.addTest(s, endpoint); err != nil {
				return fmt.Errorf("availability test of endpoint %s: %w", endpoint, err)
			}
		}
	}
	return nil
}

func (w *watch) addTest(s topology.Stamp, endpoint string) error {
	in := w.args.Stamps[s]
	subject := s.String()
	if endpoint == appEndpoint {
		subject = appEndpoint + "-" + s.String()
	}
	var locations insights.WebTestGeolocationArray
	for _, place := range places {
		locations = append(locations, insights.WebTestGeolocationArgs{Location: pulumi.String(place)})
	}
	test, err := insights.NewWebTest(w.ctx, w.name+"-"+subject+"-test", &insights.WebTestArgs{
		ResourceGroupName:  w.in.ResourceGroup,
		WebTestName:        pulumi.String(w.names.WebTest(subject)),
		SyntheticMonitorId: pulumi.String(w.names.WebTest(subject)),
		Location:           pulumi.String(in.Location),
		Kind:               insights.WebTestKindStandard,
		WebTestKind:        insights.WebTestKindStandard,
		Enabled:            pulumi.Bool(true),
		Frequency:          pulumi.Int(300),
		Timeout:            pulumi.Int(30),
		RetryEnabled:       pulumi.Bool(true),
		Locations:          locations,
		Request: insights.WebTestPropertiesRequestArgs{
			RequestUrl:             pulumi.Sprintf("https://%s%s", w.in.Edge.Endpoints[endpoint].HostName, w.args.HealthPath),
			HttpVerb:               pulumi.String("GET"),
			FollowRedirects:        pulumi.Bool(false),
			ParseDependentRequests: pulumi.Bool(false),
		},
		ValidationRules: insights.WebTestPropertiesValidationRulesArgs{
			ExpectedHttpStatusCode:        pulumi.Int(200),
			SSLCheck:                      pulumi.Bool(true),
			SSLCertRemainingLifetimeCheck: pulumi.Int(14),
		},
		Tags: w.linkedTo(in.ComponentID),
	}, pulumi.Parent(w.Watch))
	if err != nil {
		return err
	}
	severity := severityWarning
	if endpoint == appEndpoint {
		severity = severityCritical
	}
	return w.alert(alert{
		noun: subject + "-unavailable", severity: severity, every: "PT1M", window: "PT5M",
		scopes:   pulumi.StringArray{test.ID().ToStringOutput(), in.ComponentID},
		about:    "The endpoint " + endpoint + " does not answer in several places",
		location: everywhere,
		criteria: insights.WebtestLocationAvailabilityCriteriaArgs{
			OdataType:           pulumi.String("Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria"),
			WebTestId:           test.ID().ToStringOutput(),
			ComponentId:         in.ComponentID,
			FailedLocationCount: pulumi.Float64(failedPlaces),
		},
	})
}

// linkedTo are the tags by which Azure finds the telemetry that a test belongs to.
func (w *watch) linkedTo(component pulumi.StringInput) pulumi.StringMapOutput {
	tags := w.args.tags()
	return component.ToStringOutput().ApplyT(func(id string) map[string]string {
		linked := map[string]string{"hidden-link:" + id: "Resource"}
		for key, value := range tags {
			linked[key] = value
		}
		return linked
	}).(pulumi.StringMapOutput)
}
