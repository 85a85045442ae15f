package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// Built-in roles that the identities have beside their own
// (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).
const (
	roleOwner           = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	roleBlobReader      = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
	roleBlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
	roleCryptoUser      = "12338af0-0e69-4776-bea7-57ae8d297424"
)

// tooMuch are the built-in roles that nobody who deploys may have: with them,
// one can give oneself every right.
var tooMuch = map[string]string{
	roleOwner:                              "Owner",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}

// assignment is one role assignment in the subscription or above it.
type assignment struct{ id, principal, role, scope, condition string }

// assignments reads all role assignments and the definitions of their roles.
func (x *examination) assignments(ctx context.Context) ([]assignment, map[string]map[string]any, error) {
	at := "/subscriptions/" + x.azure.Subscription() + "/providers/Microsoft.Authorization/"
	items, err := x.azure.List(ctx, at+"roleAssignments", apiAssignments)
	if err != nil {
		return nil, nil, err
	}
	var all []assignment
	for _, item := range items {
		all = append(all, assignment{
			id: armdoc.Text(item, "id"), principal: strings.ToLower(armdoc.Text(item, "properties", "principalId")),
			role: strings.ToLower(lastSegment(armdoc.Text(item, "properties", "roleDefinitionId"))), scope: armdoc.Text(item, "properties", "scope"),
			condition: armdoc.Text(item, "properties", "condition"),
		})
	}
	definitions, err := x.azure.List(ctx, at+"roleDefinitions", apiAssignments)
	if err != nil {
		return nil, nil, err
	}
	roles := map[string]map[string]any{}
	for _, d := range definitions {
		roles[strings.ToLower(lastSegment(armdoc.Text(d, "id")))] = d
	}
	return all, roles, nil
}

func lastSegment(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// roles checks that an identity has exactly the roles that it needs.
func (x *examination) roles(id identity, assigned []assignment, definitions map[string]map[string]any) {
	check := "roles of " + string(id.use)
	x.vars["USE"], x.vars["APP_ID"], x.vars["PRINCIPAL_ID"] = string(id.use), id.appID, id.principal
	var f findings
	wants := x.wanted(id)
	for _, a := range assigned {
		if a.principal != strings.ToLower(id.principal) && !slices.Contains(id.groups, a.principal) {
			continue
		}
		name := armdoc.Text(definitions[a.role], "properties", "roleName")
		i := slices.IndexFunc(wants, func(w want) bool {
			return w.is(a, name) && (w.scope == "" || strings.EqualFold(w.scope, a.scope))
		})
		if i < 0 {
			remedy := strings.ReplaceAll(remedyUnassign, "$ASSIGNMENT_ID", a.id)
			what := "which it does not need"
			if tooMuch[a.role] != "" {
				what = "by which it can give itself every right"
			}
			f.add(remedy, "%s has the role %s on %s, %s", id.name, orUnknown(name, a.role), a.scope, what)
			continue
		}
		wants[i].found = true
		if wants[i].custom {
			x.customRole(&f, id, a, definitions[a.role])
		}
	}
	for _, w := range wants {
		if !w.found {
			f.add(w.remedy, "%s lacks the role %s", id.name, w.name)
		}
	}
	x.report(check, f, "%s", describe(wants))
}

// want is a role that an identity needs. An empty scope is one that is not
// known, where any will do.
type want struct {
	name, role, scope, remedy string
	custom, found             bool
}

func (w want) is(a assignment, name string) bool {
	if w.custom {
		return strings.EqualFold(w.name, name)
	}
	return strings.EqualFold(w.role, a.role)
}

// wanted are the roles that an identity needs. Who administers data has none in
// Azure: membership in the administrators' group is its right.
func (x *examination) wanted(id identity) []want {
	if id.use == Data {
		return nil
	}
	blob, blobName, assign := roleBlobReader, "Storage Blob Data Reader", remedyAssign
	if id.use == Deploy {
		blob, blobName, assign = roleBlobContributor, "Storage Blob Data Contributor", remedyCondition
	}
	return []want{
		{name: id.name, custom: true, scope: "/subscriptions/" + x.azure.Subscription(), remedy: remedyRole + "\n" + assign},
		{name: blobName, role: blob, scope: x.vars["STATE_CONTAINER_ID"], remedy: strings.ReplaceAll(remedyBlobRole, "$BLOB_ROLE", blobName)},
		{name: "Key Vault Crypto User", role: roleCryptoUser, scope: x.vars["STATE_KEY_ID"], remedy: remedyKeyRole},
	}
}

func describe(wants []want) string {
	if len(wants) == 0 {
		return "none in Azure: its right is the administrators' group"
	}
	var names []string
	for _, w := range wants {
		names = append(names, w.name)
	}
	return strings.Join(names, ", ") + " and nothing else"
}

// customRole checks that an identity's own role allows what the document's does,
// and, where roles can be assigned by it, the condition.
func (x *examination) customRole(f *findings, id identity, a assignment, definition map[string]any) {
	role, _ := RoleFor(id.use, x.vars["SYSTEM"], x.vars["ENVIRONMENT"], x.azure.Subscription())
	var has, data []string
	list, _ := armdoc.Lookup(definition, "properties", "permissions").([]any)
	for _, p := range list {
		permission, _ := p.(map[string]any)
		has = append(has, texts(permission["actions"])...)
		data = append(data, texts(permission["dataActions"])...)
	}
	if missing := without(role.Actions, has); len(missing) > 0 {
		f.add(remedyRoleUpdate, "role %s lacks %s", role.Name, some(missing))
	}
	if more := append(without(has, role.Actions), data...); len(more) > 0 {
		f.add(remedyRoleUpdate, "role %s allows %s, which is not needed", role.Name, some(more))
	}
	if id.use == Deploy && squeeze(a.condition) != squeeze(Condition()) {
		f.add(strings.ReplaceAll(remedyUnassign, "$ASSIGNMENT_ID", a.id)+"\n"+remedyCondition,
			"%s may assign any role to anybody: its assignment lacks the condition", id.name)
	}
}

// ownRoles checks that an application that runs this is not Owner.
func (x *examination) ownRoles(known []identity, assigned []assignment, definitions map[string]map[string]any) {
	const check = "roles of this login"
	if name := loginName(x.who, known); name != "" {
		x.ok(check, "this is %s: see its own check", name)
		return
	}
	if x.who.Person {
		x.ok(check, "a person's; pipelines log in as the identities above")
		return
	}
	var f findings
	for _, a := range assigned {
		if a.principal == strings.ToLower(x.who.ObjectID) && tooMuch[a.role] != "" {
			f.add(strings.ReplaceAll(remedyUnassign, "$ASSIGNMENT_ID", a.id), "application %s has the role %s on %s, by which it can give itself every right",
				x.who.AppID, armdoc.Text(definitions[a.role], "properties", "roleName"), a.scope)
		}
	}
	x.report(check, f, "application %s is none of the identities above, and no owner", x.who.AppID)
}

// without are the entries of a list that another one lacks, whatever their case.
func without(list, other []string) []string {
	var out []string
	for _, entry := range list {
		if !slices.ContainsFunc(other, func(o string) bool { return strings.EqualFold(o, entry) }) {
			out = append(out, entry)
		}
	}
	return out
}

// some names the first entries of a list and how many more there are.
func some(list []string) string {
	const show = 3
	if len(list) <= show {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:show], ", "), len(list)-show)
}

// squeeze takes the white space out of a condition, which Azure keeps as it was written.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func orUnknown(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
