package rp

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// builtInRole is a role that every tenant has.
type builtInRole struct{ id, name string }

// builtInRoles of https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
// that concern the types here.
var builtInRoles = []builtInRole{
	{"8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"},
	{"b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"},
	{"acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader"},
	{roleAccessAdministrator, "User Access Administrator"},
	{"f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"},
	{"00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator"},
	{"4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User"},
	{"b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer"},
	{"12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User"},
	{"14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "Key Vault Crypto Officer"},
	{"e147488a-f6f5-4113-8e2d-b22465e65bf6", "Key Vault Crypto Service Encryption User"},
	{"a4417e6f-fecd-4de8-b567-7b0420556985", "Key Vault Certificates Officer"},
	{"db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User"},
	{"21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader"},
	{"ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor"},
	{"b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner"},
	{"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"},
	{"db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "Storage Blob Delegator"},
	{"17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor"},
	{"974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor"},
	{"7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull"},
	{"8311e382-0749-4cb8-b61a-304f252e45ec", "AcrPush"},
	{"3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher"},
	{"43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader"},
	{"749f88d5-cbae-40b8-bcfc-e573ddc772fa", "Monitoring Contributor"},
	{"92aaf0da-9dab-42b6-94a3-d43ce8d16293", "Log Analytics Contributor"},
	{"73c42c96-874c-492b-b04d-ab87d138a893", "Log Analytics Reader"},
	{"4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor"},
	{"b12aa53e-6015-4669-85d0-8515ebb3ae7f", "Private DNS Zone Contributor"},
	{"befefa01-2a29-4197-83a8-272ff33ce314", "DNS Zone Contributor"},
	{"9b7fa17d-e63e-47b0-bb0a-15c516ac86ec", "SQL DB Contributor"},
	{"6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437", "SQL Server Contributor"},
	{"056cd41c-7e88-42e1-933e-88ba6a50c9c3", "SQL Security Manager"},
	{"de139f84-1756-47ae-9be6-808fbbe84772", "Website Contributor"},
	{"2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b", "Web Plan Contributor"},
	{"f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator"},
	{"e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", "Managed Identity Contributor"},
	{"426e0c7f-0c7e-4658-b36f-ff54d6c29b45", "CDN Endpoint Contributor"},
	{"ec156ff8-a8d1-4d15-830c-5b80698ca432", "CDN Profile Contributor"},
	{"8f96442b-4075-438f-813d-ad51ab4019af", "CDN Profile Reader"},
	{"69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "Azure Service Bus Data Sender"},
	{"4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "Azure Service Bus Data Receiver"},
}

func roleID(guid string) string {
	return "/providers/Microsoft.Authorization/roleDefinitions/" + guid
}

// builtIn finds a built-in role by the last segment of a role definition's id.
func builtIn(id string) (builtInRole, bool) {
	i := slices.IndexFunc(builtInRoles, func(r builtInRole) bool { return strings.EqualFold(r.id, leaf(id)) })
	if i < 0 {
		return builtInRole{}, false
	}
	return builtInRoles[i], true
}

// customRole finds a custom role by the last segment of its id.
func customRole(c *Call, id string) (*store.Resource, bool) {
	for _, r := range c.Tx.All(typeRoleDefinition) {
		if strings.EqualFold(r.Name, leaf(id)) {
			return r, true
		}
	}
	return nil, false
}

func roleDocument(c *Call, role builtInRole) *store.Resource {
	id := "/subscriptions/" + c.SubID + roleID(role.id)
	verbs := rolesOfAll[role.id]
	actions := []any{}
	switch {
	case slices.Contains(verbs, "*"), len(verbs) > 1:
		actions = anys("*")
	case len(verbs) == 1:
		actions = anys("*/read")
	}
	return &store.Resource{ID: id, Type: typeRoleDefinition, Name: role.id, Body: object{
		"id": id, "name": role.id, "type": typeRoleDefinition,
		"properties": object{"roleName": role.name, "type": "BuiltInRole", "description": "", "assignableScopes": anys("/"),
			"permissions": []any{object{"actions": actions, "notActions": []any{}, "dataActions": []any{}, "notDataActions": []any{}}}},
	}}
}

func roleDefinitionBehaviour() Behaviour {
	return Behaviour{
		Type:    typeRoleDefinition,
		Missing: func(c *Call) *arm.Error { return arm.RoleDefinitionNotFound(strings.ReplaceAll(c.Name, "-", "")) },
		Validate: func(c *Call) *arm.Error {
			if !isGUID(c.Name) {
				return arm.InvalidRoleDefinitionID(c.Name)
			}
			if role, ok := builtIn(c.Name); ok {
				return arm.BuiltInRoleFixed(role.name)
			}
			if len(list(c.New.Body, "properties.assignableScopes")) == 0 {
				return arm.RoleScopesMissing()
			}
			name := text(c.New.Body, "properties.roleName")
			for _, r := range c.Tx.All(typeRoleDefinition) {
				if strings.EqualFold(text(r.Body, "properties.roleName"), name) && !strings.EqualFold(r.Name, c.Name) {
					return arm.RoleNameExists(name)
				}
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.type": "CustomRole", "properties.description": ""})
		},
		CanDelete: func(c *Call) *arm.Error {
			for _, a := range c.Tx.All(typeAssignment) {
				if !c.Cascade && strings.EqualFold(leaf(text(a.Body, "properties.roleDefinitionId")), c.Name) {
					return arm.RoleInUse(text(c.Old.Body, "properties.roleName"))
				}
			}
			return nil
		},
		Find: func(c *Call) (*store.Resource, bool) {
			if role, ok := builtIn(c.Name); ok {
				return roleDocument(c, role), true
			}
			return customRole(c, c.Name)
		},
		List: func(c *Call) ([]*store.Resource, *arm.Error) {
			out := c.Tx.All(typeRoleDefinition)
			for _, role := range builtInRoles {
				out = append(out, roleDocument(c, role))
			}
			return out, nil
		},
	}
}
