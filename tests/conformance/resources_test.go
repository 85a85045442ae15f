package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"

	"github.com/tandem-platform/tandem/sandbox"
)

// blobReader is the built-in role Storage Blob Data Reader.
const blobReader = "/subscriptions/" + subscription + "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"

func resourceRows() []row {
	return []row{
		{"Microsoft.Resources/resourceGroups", []string{"2022-09-01", own}, resourceGroup},
		{"Microsoft.Authorization/locks", []string{"2020-05-01"}, lock},
		{"Microsoft.Authorization/roleAssignments", []string{"2022-04-01", own}, roleAssignment},
		{"Microsoft.Consumption/budgets", []string{"2023-05-01"}, budget},
		{"Microsoft.Portal/dashboards", []string{"2020-09-01-preview"}, dashboard},
	}
}

func resourceGroup(w *world) trip {
	c, ctx := made(armresources.NewResourceGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armresources.ResourceGroup{Location: to.Ptr(region), Tags: map[string]*string{"owner": to.Ptr("us")}}
	return trip{
		id: "/subscriptions/" + subscription + "/resourceGroups/second", sent: sent, absent: "ResourceGroupNotFound",
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, "second", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, "second", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListPager(nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, "second", nil)) },
	}
}

func lock(w *world) trip {
	return byID(w, "Microsoft.Authorization/locks/keep", armresources.GenericResource{
		Properties: map[string]any{"level": "CanNotDelete", "notes": "holds data"},
	})
}

func roleAssignment(w *world) trip {
	c, ctx := made(armauthorization.NewRoleAssignmentsClient(subscription, w.cred, w.arm())), w.Context()
	const name = "10000000-0000-4000-8000-000000000001"
	sent := armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
		PrincipalID: to.Ptr(sandbox.ObjectID), PrincipalType: to.Ptr(armauthorization.PrincipalTypeServicePrincipal),
		RoleDefinitionID: to.Ptr(blobReader),
	}}
	return trip{
		id: "Microsoft.Authorization/roleAssignments/" + name, sent: sent, absent: "RoleAssignmentNotFound",
		put:    func() (any, error) { return plain(c.Create(ctx, groupID, name, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, groupID, name, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListForScopePager(groupID, nil)) },
		remove: func() error { return only(c.Delete(ctx, groupID, name, nil)) },
	}
}

func budget(w *world) trip {
	return byID(w, "/subscriptions/"+subscription+"/providers/Microsoft.Consumption/budgets/monthly", armresources.GenericResource{
		Properties: map[string]any{
			"category": "Cost", "amount": 500.0, "timeGrain": "Monthly",
			"timePeriod": map[string]any{"startDate": "2026-11-01T00:00:00Z"},
			"notifications": map[string]any{"actual": map[string]any{
				"enabled": true, "operator": "GreaterThan", "threshold": 80.0, "thresholdType": "Actual", "contactEmails": []string{"ops@example.com"},
			}},
		},
	})
}

func dashboard(w *world) trip {
	return byID(w, "Microsoft.Portal/dashboards/overview", armresources.GenericResource{
		Location: to.Ptr(region),
		Properties: map[string]any{"lenses": []any{map[string]any{"order": 0, "parts": []any{map[string]any{
			"position": map[string]any{"x": 0, "y": 0, "colSpan": 4, "rowSpan": 3},
			"metadata": map[string]any{
				"type": "Extension/HubsExtension/PartType/MarkdownPart", "inputs": []any{},
				"settings": map[string]any{"content": map[string]any{"settings": map[string]any{"title": "t", "subtitle": "", "content": "text"}}},
			},
		}}}}},
	})
}
