package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/insights/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// sendLogs sends all logs and metrics of a resource to the workspace of a stamp.
func sendLogs(
	ctx *pulumi.Context, name string, resource pulumi.StringInput, to StampInput, opts ...pulumi.ResourceOption,
) error {
	logs := insights.LogSettingsArray{insights.LogSettingsArgs{
		CategoryGroup: pulumi.String("allLogs"), Enabled: pulumi.Bool(true),
	}}
	return send(ctx, name, resource, to, logs, opts...)
}

// sendMetrics is [sendLogs] for a resource that writes no logs.
func sendMetrics(
	ctx *pulumi.Context, name string, resource pulumi.StringInput, to StampInput, opts ...pulumi.ResourceOption,
) error {
	return send(ctx, name, resource, to, nil, opts...)
}

func send(
	ctx *pulumi.Context, name string, resource pulumi.StringInput, to StampInput, logs insights.LogSettingsArray,
	opts ...pulumi.ResourceOption,
) error {
	_, err := insights.NewDiagnosticSetting(ctx, name, &insights.DiagnosticSettingArgs{
		ResourceUri: resource,
		Name:        pulumi.String(name),
		WorkspaceId: to.WorkspaceID,
		Logs:        logs,
		Metrics: insights.MetricSettingsArray{insights.MetricSettingsArgs{
			Category: pulumi.String("AllMetrics"), Enabled: pulumi.Bool(true),
		}},
	}, opts...)
	if err != nil {
		return fmt.Errorf("diagnostic setting %s: %w", name, err)
	}
	return nil
}

// addLogs sends the edge's logs to both stamps' workspaces, so that they can be
// read while a region is down.
func (b *edge) addLogs() error {
	for _, s := range topology.Stamps() {
		if err := sendLogs(b.ctx, b.name+"-"+s.String()+"-logs", b.ProfileID, b.args.Stamps[s], b.within()...); err != nil {
			return err
		}
	}
	return nil
}
