package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
)

// uses are the identities that an environment has, in the order of report.
var uses = []Use{Preview, Deploy, Data}

// identity is one of the system's applications, as Entra knows it.
type identity struct {
	use              Use
	name             string
	appID, principal string
	application      map[string]any
	servicePrincipal map[string]any
	groups           []string         // ids of the groups that it is a member of
	credentials      []map[string]any // by which pipelines log in, unless credentialsErr says why they are not known
	credentialsErr   error
}

// identities checks each identity: that it exists, who may log in as it, what it
// may do, and that they are kept apart.
func (x *examination) identities(ctx context.Context) {
	why := ""
	switch {
	case x.azure == nil:
		why = x.why
	case x.in.Settings == nil:
		why = brokenConfig + ", so that the identities' names are not known"
	}
	if why != "" {
		for _, use := range uses {
			x.skipIdentity(use, why)
		}
		x.skip("separate identities", why)
		x.skip(signInCheck, why)
		x.skip("roles of this login", why)
		return
	}
	assigned, roles, err := x.assignments(ctx)
	var known []identity
	for _, use := range uses {
		id, ok := x.identity(ctx, use)
		if !ok {
			continue
		}
		known = append(known, id)
		x.federation(id)
		if err != nil {
			x.unreadable("roles of "+string(use), remedyAssign, err)
		} else {
			x.roles(id, assigned, roles)
		}
		x.directoryRights(ctx, id)
	}
	x.separate(known)
	x.signIn(ctx, known)
	if err != nil {
		x.unreadable("roles of this login", remedyAssign, err)
		return
	}
	x.ownRoles(known, assigned, roles)
}

func (x *examination) skipIdentity(use Use, why string) {
	for _, check := range []string{"identity ", "federation of ", "roles of ", "directory rights of "} {
		x.skip(check+string(use), why)
	}
}

// identity finds an application and its service principal by name. What hangs on
// them is reported as not checked when they cannot be found.
func (x *examination) identity(ctx context.Context, use Use) (identity, bool) {
	name := "identity " + string(use)
	id := identity{use: use, name: identityName(x.vars["SYSTEM"], x.vars["ENVIRONMENT"], use)}
	x.vars["USE"], x.vars["APP_ID"], x.vars["PRINCIPAL_ID"] = string(use), "", ""
	giveUp := func(why string) (identity, bool) {
		for _, check := range []string{"federation of ", "roles of ", "directory rights of "} {
			x.skip(check+string(use), why)
		}
		return id, false
	}
	apps, err := x.azure.GraphList(ctx, "/v1.0/applications", fmt.Sprintf("displayName eq '%s'", id.name))
	if err != nil {
		x.unreadable(name, remedyApplication, err)
		return giveUp("Entra did not tell of " + id.name)
	}
	if len(apps) != 1 {
		x.fault(name, remedyApplication, "Entra knows %d applications called %s, and there should be one", len(apps), id.name)
		return giveUp("there is no such identity")
	}
	id.application, id.appID = apps[0], armdoc.Text(apps[0], "appId")
	x.vars["APP_ID"] = id.appID
	principals, err := x.azure.GraphList(ctx, "/v1.0/servicePrincipals", fmt.Sprintf("appId eq '%s'", id.appID))
	if err != nil {
		x.unreadable(name, remedyPrincipal, err)
		return giveUp("Entra did not tell of " + id.name)
	}
	if len(principals) != 1 {
		x.fault(name, remedyPrincipal, "application %s has no service principal, so nobody can log in as it", id.name)
		return giveUp("the identity has no service principal")
	}
	id.servicePrincipal, id.principal = principals[0], armdoc.Text(principals[0], "id")
	x.vars["PRINCIPAL_ID"] = id.principal
	memberships, err := x.azure.GraphList(ctx, "/v1.0/servicePrincipals/"+id.principal+"/transitiveMemberOf", "")
	if err != nil {
		x.unreadable(name, remedyPrincipal, err)
		return giveUp("Entra did not tell of the groups of " + id.name)
	}
	for _, g := range memberships {
		id.groups = append(id.groups, strings.ToLower(armdoc.Text(g, "id")))
	}
	id.credentials, id.credentialsErr = x.azure.GraphList(ctx, "/v1.0/applications/"+armdoc.Text(id.application, "id")+"/federatedIdentityCredentials", "")
	x.ok(name, "%s, application %s", id.name, id.appID)
	return id, true
}

// Rights in Microsoft Graph that an identity needs, by their ids
// (https://learn.microsoft.com/graph/permissions-reference).
var graphRights = map[Use]struct{ id, name string }{
	Preview: {"9a5d68dd-52b0-4cc2-bd40-abcf395ac30c", "Application.Read.All"},
	Deploy:  {"18a4783c-866b-4cc7-a460-3d5e5662c884", "Application.ReadWrite.OwnedBy"},
}

// directoryRights checks that an identity may do in Entra what it has to, and no more.
func (x *examination) directoryRights(ctx context.Context, id identity) {
	name := "directory rights of " + string(id.use)
	given, err := x.azure.GraphList(ctx, "/v1.0/servicePrincipals/"+id.principal+"/appRoleAssignments", "")
	if err != nil {
		x.unreadable(name, remedyGraph, err)
		return
	}
	needs := graphRights[id.use]
	remedy := strings.ReplaceAll(remedyGraph, "$GRAPH_PERMISSION", needs.id)
	var f findings
	found := false
	for _, g := range given {
		if strings.EqualFold(armdoc.Text(g, "appRoleId"), needs.id) {
			found = true
			continue
		}
		f.add(strings.ReplaceAll(remedyNoRight, "$GRANT_ID", armdoc.Text(g, "id")), "%s has right %s in %s, which it does not need", id.name, armdoc.Text(g, "appRoleId"), armdoc.Text(g, "resourceDisplayName"))
	}
	if needs.id != "" && !found {
		f.add(remedy, "%s lacks %s, or nobody consented to it", id.name, needs.name)
	}
	x.report(name, f, "%s", strings.TrimSpace(needs.name+" and nothing else"))
}

// separate checks that the data are administered by an identity that deploys
// nothing, and the other way round, and that no two take the same tokens.
func (x *examination) separate(known []identity) {
	const name = "separate identities"
	if len(known) < len(uses) {
		x.skip(name, "not all identities are known")
		return
	}
	var f findings
	for _, group := range x.dataGroups() {
		for _, id := range known {
			x.vars["USE"], x.vars["APP_ID"], x.vars["PRINCIPAL_ID"], x.vars["DATA_GROUP_ID"] = string(id.use), id.appID, id.principal, group
			member := slices.Contains(id.groups, strings.ToLower(group))
			switch {
			case id.use == Data && !member:
				f.add(x.fill(remedyMember), "%s is no member of the data administrators (%s)", id.name, group)
			case id.use != Data && member:
				f.add(x.fill(remedyNoMember), "%s is one of the data administrators (%s)", id.name, group)
			}
		}
	}
	tokens := map[string]string{}
	for _, id := range known {
		if id.credentialsErr != nil {
			x.interrupted(name, f, remedyFederation, id.credentialsErr)
			return
		}
		for _, c := range id.credentials {
			token := armdoc.Text(c, "issuer") + " " + armdoc.Text(c, "subject")
			if other := tokens[token]; other != "" {
				x.vars["APP_ID"] = id.appID
				f.add(x.fill(strings.ReplaceAll(remedyUnfederate, "$CREDENTIAL", armdoc.Text(c, "id"))), "%s and %s take the same tokens: %s", other, id.name, armdoc.Text(c, "subject"))
			}
			tokens[token] = id.name
		}
	}
	x.report(name, f, "preview, deployment and data administration share nothing")
}

// signInCheck is the name of the check of the application by which users sign in.
const signInCheck = "sign-in application"

// signIn checks that the deploy identity owns the application that the program
// makes: its right in Entra reaches no other.
func (x *examination) signIn(ctx context.Context, known []identity) {
	i := slices.IndexFunc(known, func(id identity) bool { return id.use == Deploy })
	if i < 0 {
		x.skip(signInCheck, "the deploy identity is not known")
		return
	}
	name := x.in.Settings.Stacks[settings.GlobalStack].Identity().Global().SignIn
	x.vars["USE"], x.vars["APP_ID"], x.vars["PRINCIPAL_ID"] = string(Deploy), known[i].appID, known[i].principal
	apps, err := x.azure.GraphList(ctx, "/v1.0/applications", fmt.Sprintf("displayName eq '%s'", name))
	if err != nil {
		x.unreadable(signInCheck, remedyOwner, err)
		return
	}
	if len(apps) == 0 {
		x.ok(signInCheck, "%s is not there yet: whoever deploys first owns it", name)
		return
	}
	x.vars["SIGN_IN"] = armdoc.Text(apps[0], "appId")
	principals, err := x.azure.GraphList(ctx, "/v1.0/servicePrincipals", fmt.Sprintf("appId eq '%s'", x.vars["SIGN_IN"]))
	if err != nil {
		x.unreadable(signInCheck, remedyOwner, err)
		return
	}
	owned := []string{"/v1.0/applications/" + armdoc.Text(apps[0], "id")}
	for _, p := range principals {
		owned = append(owned, "/v1.0/servicePrincipals/"+armdoc.Text(p, "id"))
	}
	for _, object := range owned {
		owners, err := x.azure.GraphList(ctx, object+"/owners", "")
		if err != nil {
			x.unreadable(signInCheck, remedyOwner, err)
			return
		}
		if !slices.ContainsFunc(owners, func(o map[string]any) bool { return strings.EqualFold(armdoc.Text(o, "id"), known[i].principal) }) {
			x.fault(signInCheck, remedyOwner, "%s does not own %s, application and service principal, so that it cannot change it", known[i].name, name)
			return
		}
	}
	x.ok(signInCheck, "%s owns %s", known[i].name, name)
}

// loginName says which of the identities a login is, "" for none.
func loginName(who armrest.Identity, known []identity) string {
	for _, id := range known {
		if strings.EqualFold(id.appID, who.AppID) && !who.Person {
			return id.name
		}
	}
	return ""
}
