package conformance

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/monitor/armmonitor"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/sql/armsql"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/storage/armstorage"
	"github.com/stretchr/testify/require"
)

const (
	publicZoneID = "Microsoft.Network/dnsZones/example.com"
	registryID   = "Microsoft.ContainerRegistry/registries/conformregistry"
	roleID       = "10000000-0000-4000-8000-000000000004"
)

// otherRows are types that the sandbox offers beyond those that the program
// uses today.
func otherRows() []row {
	return []row{
		{"Microsoft.Authorization/roleDefinitions", []string{"2022-05-01-preview", own}, roleDefinition},
		{"Microsoft.ContainerRegistry/registries", []string{"2022-12-01"}, registry},
		{"Microsoft.Insights/activityLogAlerts", []string{"2020-10-01", own}, activityAlert},
		{"Microsoft.Insights/scheduledQueryRules", []string{"2023-03-15-preview"}, queryAlert},
		{"Microsoft.Insights/workbooks", []string{"2022-04-01"}, workbook},
		{"Microsoft.Network/dnsZones", []string{"2018-05-01"}, publicZone},
		{"Microsoft.Network/dnsZones/CNAME", []string{"2018-05-01"}, publicRecord},
		{"Microsoft.Resources/tags", []string{"2022-09-01", own}, tagsAtScope},
		{"Microsoft.Sql/servers/databases/transparentDataEncryption", []string{sqlVersion, own}, encryption},
		{"Microsoft.Storage/storageAccounts/inventoryPolicies", []string{storageVersion}, inventory},
	}
}

func roleDefinition(w *world) trip {
	c, ctx := made(armauthorization.NewRoleDefinitionsClient(w.cred, w.arm())), w.Context()
	sent := armauthorization.RoleDefinition{Properties: &armauthorization.RoleDefinitionProperties{
		RoleName: to.Ptr("Looker"), Description: to.Ptr("looks"), RoleType: to.Ptr("CustomRole"), AssignableScopes: []*string{to.Ptr(groupID)},
		Permissions: []*armauthorization.Permission{{Actions: []*string{to.Ptr("Microsoft.Web/sites/read")}}},
	}}
	return trip{
		id: "Microsoft.Authorization/roleDefinitions/" + roleID, sent: sent, absent: "RoleDefinitionDoesNotExist",
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, groupID, roleID, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, groupID, roleID, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(groupID, nil)) },
		remove: func() error { return only(c.Delete(ctx, groupID, roleID, nil)) },
	}
}

func registry(w *world) trip {
	return byID(w, registryID, armresources.GenericResource{
		Location: to.Ptr(region), SKU: &armresources.SKU{Name: to.Ptr("Premium")},
		Properties: map[string]any{"adminUserEnabled": false, "publicNetworkAccess": "Disabled"},
	})
}

func activityAlert(w *world) trip {
	c, ctx := made(armmonitor.NewActivityLogAlertsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmonitor.ActivityLogAlertResource{Location: to.Ptr("global"), Properties: &armmonitor.AlertRuleProperties{
		Enabled: to.Ptr(true), Scopes: []*string{to.Ptr("/subscriptions/" + subscription)}, Actions: &armmonitor.ActionList{},
		Condition: &armmonitor.AlertRuleAllOfCondition{AllOf: []*armmonitor.AlertRuleAnyOfOrLeafCondition{
			{Field: to.Ptr("category"), Equals: to.Ptr("ServiceHealth")},
		}},
	}}
	return trip{
		id: "Microsoft.Insights/activityLogAlerts/health", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "health", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "health", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "health", nil)) },
	}
}

func queryAlert(w *world) trip {
	logs := w.haveWorkspace()
	c, ctx := made(armmonitor.NewScheduledQueryRulesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armmonitor.ScheduledQueryRuleResource{Location: to.Ptr(region), Properties: &armmonitor.ScheduledQueryRuleProperties{
		Enabled: to.Ptr(true), Severity: to.Ptr(armmonitor.AlertSeverityTwo), Scopes: []*string{&logs},
		EvaluationFrequency: to.Ptr("PT5M"), WindowSize: to.Ptr("PT15M"),
		Criteria: &armmonitor.ScheduledQueryRuleCriteria{AllOf: []*armmonitor.Condition{{
			Query: to.Ptr("AppExceptions | where SeverityLevel > 2"), TimeAggregation: to.Ptr(armmonitor.TimeAggregationCount),
			Operator: to.Ptr(armmonitor.ConditionOperatorGreaterThan), Threshold: to.Ptr(5.0),
		}}},
	}}
	return trip{
		id: "Microsoft.Insights/scheduledQueryRules/exceptions", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "exceptions", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "exceptions", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "exceptions", nil)) },
	}
}

func workbook(w *world) trip {
	return byID(w, "Microsoft.Insights/workbooks/10000000-0000-4000-8000-000000000005", armresources.GenericResource{
		Location: to.Ptr(region), Kind: to.Ptr("shared"),
		Properties: map[string]any{"displayName": "failover", "category": "workbook", "serializedData": `{"version":"Notebook/1.0","items":[]}`},
	})
}

func publicZone(w *world) trip {
	return byID(w, publicZoneID, armresources.GenericResource{Location: to.Ptr("global")})
}

func publicRecord(w *world) trip {
	w.have(publicZoneID, "2018-05-01", map[string]any{"location": "global"})
	return byID(w, publicZoneID+"/CNAME/shop", armresources.GenericResource{
		Properties: map[string]any{"TTL": 300.0, "CNAMERecord": map[string]any{"cname": "app.azurefd.net"}},
	})
}

// tagsAtScope are the tags of whatever they hang on; deleting them empties them.
func tagsAtScope(w *world) trip {
	scope := w.haveIdentity()
	c, ctx := made(armresources.NewTagsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armresources.TagsResource{Properties: &armresources.Tags{Tags: map[string]*string{"owner": to.Ptr("us")}}}
	return trip{
		id: scope + "/providers/Microsoft.Resources/tags/default", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.CreateOrUpdateAtScope(ctx, scope, sent, nil)) },
		get: func() (any, error) { return plain(c.GetAtScope(ctx, scope, nil)) },
	}
}

func encryption(w *world) trip {
	w.haveDatabase()
	c, ctx := made(armsql.NewTransparentDataEncryptionsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.LogicalDatabaseTransparentDataEncryption{Properties: &armsql.TransparentDataEncryptionProperties{
		State: to.Ptr(armsql.TransparentDataEncryptionStateEnabled),
	}}
	name := armsql.TransparentDataEncryptionNameCurrent
	return trip{
		id: databaseID + "/transparentDataEncryption/current", sent: sent, standing: true,
		put:  func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, server, "app", name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, "app", name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByDatabasePager(group, server, "app", nil)) },
	}
}

func inventory(w *world) trip {
	account := w.haveAccount(accountID, region)
	w.have(account+"/blobServices/default/containers/reports", storageVersion, map[string]any{"properties": map[string]any{}})
	c, ctx := made(armstorage.NewBlobInventoryPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armstorage.BlobInventoryPolicy{Properties: &armstorage.BlobInventoryPolicyProperties{Policy: &armstorage.BlobInventoryPolicySchema{
		Enabled: to.Ptr(true), Type: to.Ptr(armstorage.InventoryRuleTypeInventory),
		Rules: []*armstorage.BlobInventoryPolicyRule{{
			Name: to.Ptr("all"), Enabled: to.Ptr(true), Destination: to.Ptr("reports"),
			Definition: &armstorage.BlobInventoryPolicyDefinition{
				Format: to.Ptr(armstorage.FormatCSV), Schedule: to.Ptr(armstorage.ScheduleDaily), ObjectType: to.Ptr(armstorage.ObjectTypeContainer),
				SchemaFields: []*string{to.Ptr("Name"), to.Ptr("Last-Modified")},
			},
		}},
	}}}
	name := armstorage.BlobInventoryPolicyNameDefault
	return trip{
		id: accountID + "/inventoryPolicies/default", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, "conformblue", name, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "conformblue", name, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(group, "conformblue", nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "conformblue", name, nil)) },
	}
}

// TestManyClientsAtOnce writes, lists and deletes from many sides.
func TestManyClientsAtOnce(t *testing.T) {
	w := newWorld(t).at(identityVersion)
	ctx := w.Context()
	const clients, each = 8, 6
	var wg sync.WaitGroup
	faults := make(chan error, clients*each*3)
	for n := range clients {
		wg.Go(func() {
			c := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm()))
			for i := range each {
				name := fmt.Sprint("identity-", n, "-", i)
				faults <- only(c.CreateOrUpdate(ctx, group, name, armmsi.Identity{Location: to.Ptr(region)}, nil))
				_, err := ids(c.NewListByResourceGroupPager(group, nil))
				faults <- err
				if i%2 == 1 {
					faults <- only(c.Delete(ctx, group, name, nil))
				}
			}
		})
	}
	wg.Wait()
	close(faults)
	for err := range faults {
		require.NoError(t, err)
	}
	c := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm()))
	left, err := ids(c.NewListByResourceGroupPager(group, nil))
	require.NoError(t, err)
	require.Len(t, left, clients*each/2)
	_, err = c.Get(ctx, group, "identity-0-1", nil)
	wantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}
