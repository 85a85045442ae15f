package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi-azure-native-sdk/operationalinsights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// TelemetryType is the type token of [Telemetry].
const TelemetryType = "tandem:region:Telemetry"

// Telemetry is where the stamp's logs, metrics and traces go, and who is told.
// It lies in the stamp's region: a stamp must not go blind because another
// region is down.
type Telemetry struct {
	pulumi.ResourceState

	workspace   *operationalinsights.Workspace
	component   *insights.Component
	actionGroup *insights.ActionGroup
	connection  pulumi.StringOutput // secret
}

// newTelemetry builds workspace, Application Insights and action group.
func newTelemetry(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame) (*Telemetry, error) {
	t := &Telemetry{}
	if err := register(ctx, TelemetryType, name, t, stamp); err != nil {
		return nil, err
	}
	var err error
	if t.workspace, err = operationalinsights.NewWorkspace(ctx, name+"-workspace", &operationalinsights.WorkspaceArgs{
		ResourceGroupName: f.group,
		WorkspaceName:     pulumi.String(f.names.Workspace),
		Location:          f.location,
		Sku:               &operationalinsights.WorkspaceSkuArgs{Name: pulumi.String("PerGB2018")},
		RetentionInDays:   pulumi.Int(f.sizes.logRetention),
		Features: &operationalinsights.WorkspaceFeaturesArgs{
			DisableLocalAuth: pulumi.Bool(true), EnableLogAccessUsingOnlyResourcePermissions: pulumi.Bool(true),
		},
		Tags: f.tags,
	}, pulumi.Parent(t)); err != nil {
		return nil, fmt.Errorf("log workspace: %w", err)
	}
	if t.component, err = insights.NewComponent(ctx, name+"-insights", &insights.ComponentArgs{
		ResourceGroupName:   f.group,
		ResourceName:        pulumi.String(f.names.Component),
		Location:            f.location,
		Kind:                pulumi.String("web"),
		ApplicationType:     pulumi.String("web"),
		IngestionMode:       pulumi.String("LogAnalytics"),
		DisableLocalAuth:    pulumi.Bool(true),
		WorkspaceResourceId: t.workspace.ID(),
		Tags:                f.tags,
	}, pulumi.Parent(t), pulumi.AdditionalSecretOutputs([]string{"connectionString", "instrumentationKey"})); err != nil {
		return nil, fmt.Errorf("application insights: %w", err)
	}
	connection, ok := pulumi.ToSecret(t.component.ConnectionString).(pulumi.StringOutput)
	if !ok {
		return nil, fmt.Errorf("application insights: the connection string cannot be made secret")
	}
	t.connection = connection
	if t.actionGroup, err = insights.NewActionGroup(ctx, name+"-actions", &insights.ActionGroupArgs{
		ResourceGroupName: f.group,
		ActionGroupName:   pulumi.String(f.names.ActionGroup),
		GroupShortName:    pulumi.String(f.names.ActionGroupShort),
		Location:          pulumi.String("global"),
		Enabled:           pulumi.Bool(true),
		EmailReceivers: insights.EmailReceiverArray{&insights.EmailReceiverArgs{
			Name: pulumi.String("owner"), EmailAddress: f.args.AlertEmail, UseCommonAlertSchema: pulumi.Bool(true),
		}},
		Tags: f.tags,
	}, pulumi.Parent(t)); err != nil {
		return nil, fmt.Errorf("action group: %w", err)
	}
	if err := diagnose(ctx, name+"-workspace", t, t, t.workspace.ID().ToStringOutput(), logs|metrics); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(t, pulumi.Map{"workspaceId": t.workspace.ID()}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return t, nil
}

// signal is what a resource emits.
type signal uint8

const (
	logs signal = 1 << iota
	metrics
)

// diagnose sends what a resource emits to the stamp's workspace. Application
// Insights needs no such setting: its tables lie in the workspace already.
func diagnose(
	ctx *pulumi.Context, name string, parent pulumi.Resource, t *Telemetry, target pulumi.StringOutput, emits signal,
) error {
	args := &insights.DiagnosticSettingArgs{
		Name:        pulumi.String("to-workspace"),
		ResourceUri: target,
		WorkspaceId: t.workspace.ID(),
	}
	if emits&logs != 0 {
		args.Logs = insights.LogSettingsArray{&insights.LogSettingsArgs{
			CategoryGroup: pulumi.String("allLogs"), Enabled: pulumi.Bool(true),
		}}
	}
	if emits&metrics != 0 {
		args.Metrics = insights.MetricSettingsArray{&insights.MetricSettingsArgs{
			Category: pulumi.String("AllMetrics"), Enabled: pulumi.Bool(true),
		}}
	}
	if _, err := insights.NewDiagnosticSetting(ctx, name+"-diagnostics", args, pulumi.Parent(parent)); err != nil {
		return fmt.Errorf("diagnostic setting %s: %w", name, err)
	}
	return nil
}
