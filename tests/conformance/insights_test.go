package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/monitor/armmonitor"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
)

const (
	workspaceID = "Microsoft.OperationalInsights/workspaces/logs"
	componentID = "Microsoft.Insights/components/telemetry"
	actionsID   = "Microsoft.Insights/actionGroups/owners"
)

func insightsRows() []row {
	return []row{
		{"Microsoft.OperationalInsights/workspaces", []string{"2022-10-01"}, workspace},
		{"Microsoft.Insights/components", []string{"2020-02-02"}, component},
		{"Microsoft.Insights/webtests", []string{"2022-06-15"}, webTest},
		{"Microsoft.Insights/actionGroups", []string{"2023-01-01"}, actionGroup},
		{"Microsoft.Insights/autoscalesettings", []string{"2022-10-01", own}, autoscale},
		{"Microsoft.Insights/diagnosticSettings", []string{"2021-05-01-preview", own}, diagnostic},
		{"Microsoft.Insights/metricAlerts", []string{"2018-03-01"}, metricAlert},
	}
}

func (w *world) haveWorkspace() string {
	w.Helper()
	return w.have(workspaceID, "2022-10-01", map[string]any{
		"location": region, "properties": map[string]any{"sku": map[string]any{"name": "PerGB2018"}},
	})
}

func (w *world) haveComponent() string {
	w.Helper()
	return w.have(componentID, "2020-02-02", map[string]any{"location": region, "kind": "web", "properties": map[string]any{
		"Application_Type": "web", "WorkspaceResourceId": w.haveWorkspace(),
	}})
}

func workspace(w *world) trip {
	return byID(w, workspaceID, armresources.GenericResource{
		Location: to.Ptr(region), Tags: map[string]*string{"stamp": to.Ptr("blue")},
		Properties: map[string]any{
			"sku": map[string]any{"name": "PerGB2018"}, "retentionInDays": 30.0,
			"features": map[string]any{"disableLocalAuth": true, "enableLogAccessUsingOnlyResourcePermissions": true},
		},
	})
}

func component(w *world) trip {
	return byID(w, componentID, armresources.GenericResource{
		Location: to.Ptr(region), Kind: to.Ptr("web"), Properties: map[string]any{
			"Application_Type": "web", "IngestionMode": "LogAnalytics", "DisableLocalAuth": true, "WorkspaceResourceId": w.haveWorkspace(),
		},
	})
}

func webTest(w *world) trip {
	component := w.haveComponent()
	return byID(w, "Microsoft.Insights/webtests/probe", armresources.GenericResource{
		Location: to.Ptr(region), Kind: to.Ptr("standard"), Tags: map[string]*string{"hidden-link:" + component: to.Ptr("Resource")},
		Properties: map[string]any{
			"SyntheticMonitorId": "probe", "Name": "probe", "Kind": "standard", "Enabled": true, "Frequency": 300.0, "Timeout": 30.0,
			"RetryEnabled": true, "Locations": []any{map[string]any{"Id": "emea-nl-ams-azr"}},
			"Request":         map[string]any{"RequestUrl": "https://app.example.com/health", "HttpVerb": "GET", "ParseDependentRequests": false},
			"ValidationRules": map[string]any{"ExpectedHttpStatusCode": 200.0, "SSLCheck": true, "SSLCertRemainingLifetimeCheck": 14.0},
		},
	})
}

func actionGroup(w *world) trip {
	c, ctx := made(armmonitor.NewActionGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmonitor.ActionGroupResource{Location: to.Ptr("global"), Properties: &armmonitor.ActionGroup{
		GroupShortName: to.Ptr("owners"), Enabled: to.Ptr(true), EmailReceivers: []*armmonitor.EmailReceiver{{
			Name: to.Ptr("owner"), EmailAddress: to.Ptr("ops@example.com"), UseCommonAlertSchema: to.Ptr(true),
		}},
	}}
	return trip{
		id: actionsID, sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "owners", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "owners", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "owners", nil)) },
	}
}

func autoscale(w *world) trip {
	plan := w.havePlan()
	c, ctx := made(armmonitor.NewAutoscaleSettingsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmonitor.AutoscaleSettingResource{Location: to.Ptr(region), Properties: &armmonitor.AutoscaleSetting{
		Name: to.Ptr("load"), Enabled: to.Ptr(true), TargetResourceURI: &plan,
		Profiles: []*armmonitor.AutoscaleProfile{{
			Name:     to.Ptr("load"),
			Capacity: &armmonitor.ScaleCapacity{Minimum: to.Ptr("2"), Maximum: to.Ptr("6"), Default: to.Ptr("2")},
			Rules: []*armmonitor.ScaleRule{{
				MetricTrigger: &armmonitor.MetricTrigger{
					MetricName: to.Ptr("CpuPercentage"), MetricResourceURI: &plan, Operator: to.Ptr(armmonitor.ComparisonOperationTypeGreaterThan),
					Statistic: to.Ptr(armmonitor.MetricStatisticTypeAverage), TimeAggregation: to.Ptr(armmonitor.TimeAggregationTypeAverage),
					Threshold: to.Ptr(70.0), TimeGrain: to.Ptr("PT1M"), TimeWindow: to.Ptr("PT5M"),
				},
				ScaleAction: &armmonitor.ScaleAction{
					Direction: to.Ptr(armmonitor.ScaleDirectionIncrease), Type: to.Ptr(armmonitor.ScaleTypeChangeCount),
					Value: to.Ptr("1"), Cooldown: to.Ptr("PT5M"),
				},
			}},
		}},
	}}
	return trip{
		id: "Microsoft.Insights/autoscalesettings/load", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "load", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "load", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "load", nil)) },
	}
}

func diagnostic(w *world) trip {
	vault, logs := w.haveVault(), w.haveWorkspace()
	c, ctx := made(armmonitor.NewDiagnosticSettingsClient(w.cred, w.arm())), w.Context()
	sent := armmonitor.DiagnosticSettingsResource{Properties: &armmonitor.DiagnosticSettings{
		WorkspaceID: &logs,
		Logs:        []*armmonitor.LogSettings{{CategoryGroup: to.Ptr("allLogs"), Enabled: to.Ptr(true)}},
		Metrics:     []*armmonitor.MetricSettings{{Category: to.Ptr("AllMetrics"), Enabled: to.Ptr(true)}},
	}}
	return trip{
		id: vault + "/providers/Microsoft.Insights/diagnosticSettings/to-workspace", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, vault, "to-workspace", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, vault, "to-workspace", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(vault, nil)) },
		remove: func() error { return only(c.Delete(ctx, vault, "to-workspace", nil)) },
	}
}

func metricAlert(w *world) trip {
	vault := w.haveVault()
	actions := w.have(actionsID, "2023-01-01", map[string]any{"location": "global", "properties": map[string]any{
		"groupShortName": "owners", "enabled": true,
	}})
	c, ctx := made(armmonitor.NewMetricAlertsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmonitor.MetricAlertResource{Location: to.Ptr("global"), Properties: &armmonitor.MetricAlertProperties{
		Description: to.Ptr("The vault refuses requests."), Enabled: to.Ptr(true), Severity: to.Ptr[int32](1), Scopes: []*string{&vault},
		EvaluationFrequency: to.Ptr("PT1M"), WindowSize: to.Ptr("PT15M"), AutoMitigate: to.Ptr(true),
		Criteria: &armmonitor.MetricAlertSingleResourceMultipleMetricCriteria{
			ODataType: to.Ptr(armmonitor.OdatatypeMicrosoftAzureMonitorSingleResourceMultipleMetricCriteria),
			AllOf: []*armmonitor.MetricCriteria{{
				CriterionType: to.Ptr(armmonitor.CriterionTypeStaticThresholdCriterion), Name: to.Ptr("availability"),
				MetricNamespace: to.Ptr("Microsoft.KeyVault/vaults"), MetricName: to.Ptr("Availability"), Threshold: to.Ptr(99.0),
				TimeAggregation: to.Ptr(armmonitor.AggregationTypeEnumAverage), Operator: to.Ptr(armmonitor.OperatorLessThan),
			}},
		},
		Actions: []*armmonitor.MetricAlertAction{{ActionGroupID: &actions}},
	}}
	return trip{
		id: "Microsoft.Insights/metricAlerts/vault", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "vault", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "vault", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "vault", nil)) },
	}
}
