package entra

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// bucketLinks holds lists of object ids under "<object>/<owners or members>".
const bucketLinks = "graph-links"

func linkKey(id, part string) string { return strings.ToLower(id) + "/" + part }

func linked(tx store.Tx, id, part string) ([]string, error) {
	var ids []string
	_, err := tx.Doc(bucketLinks, linkKey(id, part), &ids)
	return ids, err
}

func (c *graphCall) setLinks(id, part string, ids []string) *graphError {
	slices.Sort(ids)
	if len(ids) == 0 {
		c.tx.DeleteDoc(bucketLinks, linkKey(id, part))
	} else if err := c.tx.PutDoc(bucketLinks, linkKey(id, part), ids); err != nil {
		return broken(err)
	}
	if part != "members" {
		return nil
	}
	return c.index()
}

// index writes, for every member, the groups that it is in, directly or by
// way of other groups: role assignments to groups count for their members.
func (c *graphCall) index() *graphError {
	for _, key := range c.tx.Docs(rp.BucketMemberships) {
		c.tx.DeleteDoc(rp.BucketMemberships, key)
	}
	groups, err := everyObject(c.tx, "groups")
	if err != nil {
		return broken(err)
	}
	in := map[string][]string{}
	for _, g := range groups {
		members, err := c.membersOf(g.id(), map[string]bool{})
		if err != nil {
			return err
		}
		for _, m := range members {
			in[strings.ToLower(m)] = append(in[strings.ToLower(m)], g.id())
		}
	}
	for member, of := range in {
		if err := c.tx.PutDoc(rp.BucketMemberships, member, of); err != nil {
			return broken(err)
		}
	}
	return nil
}

// membersOf are the direct and indirect members of a group.
func (c *graphCall) membersOf(group string, seen map[string]bool) ([]string, *graphError) {
	direct, err := linked(c.tx, group, "members")
	if err != nil {
		return nil, broken(err)
	}
	var out []string
	for _, m := range direct {
		if seen[m] {
			continue
		}
		seen[m] = true
		out = append(out, m)
		below, fault := c.membersOf(m, seen)
		if fault != nil {
			return nil, fault
		}
		out = append(out, below...)
	}
	return out, nil
}

// link adds the links that a POST brought along.
func (c *graphCall) link(k *kind, o object, links map[string][]string) *graphError {
	if fault := save(c.tx, k, o); fault != nil {
		return fault
	}
	for part, refs := range links {
		var ids []string
		for _, ref := range refs {
			id := ref[strings.LastIndexByte(ref, '/')+1:]
			if _, _, fault := anyObject(c.tx, id); fault != nil {
				return fault
			}
			ids = append(ids, id)
		}
		if fault := c.setLinks(o.id(), part, ids); fault != nil {
			return fault
		}
	}
	return nil
}

// links serves .../owners and .../members: GET, POST $ref, DELETE {id}/$ref.
func (c *graphCall) links(k *kind, o object, part string) (graphReply, *graphError) {
	ids, err := linked(c.tx, o.id(), part)
	if err != nil {
		return graphReply{}, broken(err)
	}
	switch {
	case len(c.segs) == 3 && c.method == http.MethodGet:
		return c.linkedObjects(ids)
	case len(c.segs) == 4 && c.segs[3] == "$ref" && c.method == http.MethodPost:
		ref := object(c.body).text("@odata.id")
		id := ref[strings.LastIndexByte(ref, '/')+1:]
		target, _, fault := anyObject(c.tx, id)
		switch {
		case ref == "":
			return graphReply{}, missingValue("@odata.id", k.singular)
		case fault != nil:
			return graphReply{}, fault
		case slices.Contains(ids, target.id()):
			return graphReply{}, badRequest("One or more added object references already exist for the following modified properties: '%s'.", part)
		}
		return graphReply{status: http.StatusNoContent}, c.setLinks(o.id(), part, append(ids, target.id()))
	case len(c.segs) == 4 && c.method == http.MethodGet, len(c.segs) == 5 && c.segs[4] == "$ref" && c.method == http.MethodDelete:
		i := slices.IndexFunc(ids, func(id string) bool { return strings.EqualFold(id, c.segs[3]) })
		if i < 0 {
			return graphReply{}, graphNotFound(c.segs[3])
		}
		if c.method == http.MethodGet {
			target, _, fault := anyObject(c.tx, ids[i])
			return graphReply{status: http.StatusOK, body: target}, fault
		}
		return graphReply{status: http.StatusNoContent}, c.setLinks(o.id(), part, slices.Delete(ids, i, i+1))
	}
	return graphReply{}, graphMethod(c.method)
}

func (c *graphCall) linkedObjects(ids []string) (graphReply, *graphError) {
	var found []object
	for _, id := range ids {
		if o, _, fault := anyObject(c.tx, id); fault == nil {
			found = append(found, o)
		}
	}
	return c.list("directoryObjects", found)
}

func (c *graphCall) transitiveMembers(o object) (graphReply, *graphError) {
	if c.method != http.MethodGet {
		return graphReply{}, graphMethod(c.method)
	}
	ids, fault := c.membersOf(o.id(), map[string]bool{})
	if fault != nil {
		return graphReply{}, fault
	}
	return c.linkedObjects(ids)
}

func (c *graphCall) memberOf(o object) (graphReply, *graphError) {
	if c.method != http.MethodGet {
		return graphReply{}, graphMethod(c.method)
	}
	return c.linkedObjects(rp.GroupsOf(c.tx, o.id()))
}

// forget removes a deleted object from everything that links to it, and what
// hung on it.
func (c *graphCall) forget(id string) *graphError {
	for _, key := range c.tx.Docs(bucketLinks) {
		owner, part, _ := strings.Cut(key, "/")
		ids, err := linked(c.tx, owner, part)
		if err != nil {
			return broken(err)
		}
		kept := slices.DeleteFunc(ids, func(m string) bool { return strings.EqualFold(m, id) || strings.EqualFold(owner, id) })
		if fault := c.setLinks(owner, part, kept); fault != nil {
			return fault
		}
	}
	for _, key := range c.tx.Docs(bucketFederated) {
		if strings.HasPrefix(key, strings.ToLower(id)+"/") {
			c.tx.DeleteDoc(bucketFederated, key)
		}
	}
	for _, key := range c.tx.Docs(bucketAppRoles) {
		var g object
		if _, err := c.tx.Doc(bucketAppRoles, key, &g); err != nil {
			return broken(err)
		}
		if strings.EqualFold(g.text("principalId"), id) || strings.EqualFold(g.text("resourceId"), id) {
			c.tx.DeleteDoc(bucketAppRoles, key)
		}
	}
	return nil
}

// bucketAppRoles holds the assignments of application roles.
const bucketAppRoles = "graph-appRoleAssignments"

// noRole is the role of an application that declares none.
const noRole = "00000000-0000-0000-0000-000000000000"

// appRoles serves .../appRoleAssignedTo (of a resource) and
// .../appRoleAssignments (of a principal).
func (c *graphCall) appRoles(k *kind, o object, part string) (graphReply, *graphError) {
	side := "principalId"
	if part == "appRoleAssignedTo" {
		side = "resourceId"
	}
	var all []object
	for _, key := range c.tx.Docs(bucketAppRoles) {
		var g object
		if _, err := c.tx.Doc(bucketAppRoles, key, &g); err != nil {
			return graphReply{}, broken(err)
		}
		if strings.EqualFold(g.text(side), o.id()) {
			all = append(all, g)
		}
	}
	if len(c.segs) == 4 {
		i := slices.IndexFunc(all, func(g object) bool { return strings.EqualFold(g.id(), c.segs[3]) })
		switch {
		case i < 0:
			return graphReply{}, graphNotFound(c.segs[3])
		case c.method == http.MethodGet:
			return graphReply{status: http.StatusOK, body: c.entity(part, all[i])}, nil
		case c.method == http.MethodDelete:
			c.tx.DeleteDoc(bucketAppRoles, all[i].id())
			return graphReply{status: http.StatusNoContent}, nil
		}
		return graphReply{}, graphMethod(c.method)
	}
	switch c.method {
	case http.MethodGet:
		return c.list(part, all)
	case http.MethodPost:
		return c.assignAppRole()
	}
	return graphReply{}, graphMethod(c.method)
}

func (c *graphCall) assignAppRole() (graphReply, *graphError) {
	body := object(c.body)
	for _, name := range []string{"principalId", "resourceId", "appRoleId"} {
		if body.text(name) == "" {
			return graphReply{}, missingValue(name, "appRoleAssignment")
		}
	}
	principal, pk, fault := anyObject(c.tx, body.text("principalId"))
	if fault != nil {
		return graphReply{}, fault
	}
	resource, fault := findObject(c.tx, kinds["servicePrincipals"], body.text("resourceId"))
	if fault != nil {
		return graphReply{}, fault
	}
	if role := body.text("appRoleId"); role != noRole && !hasAppRole(resource, role) {
		return graphReply{}, badRequest("Permission being assigned was not found on application '%s'.", resource.text("appId"))
	}
	for _, key := range c.tx.Docs(bucketAppRoles) {
		var g object
		if _, err := c.tx.Doc(bucketAppRoles, key, &g); err != nil {
			return graphReply{}, broken(err)
		}
		if g.text("principalId") == principal.id() && g.text("resourceId") == resource.id() && g.text("appRoleId") == body.text("appRoleId") {
			return graphReply{}, badRequest("Permission being assigned already exists on the object")
		}
	}
	kindName := strings.ToUpper(pk.singular[:1]) + pk.singular[1:]
	g := object{"id": uuid.NewString(), "principalId": principal.id(), "resourceId": resource.id(), "appRoleId": body.text("appRoleId"),
		"principalDisplayName": principal["displayName"], "resourceDisplayName": resource["displayName"], "principalType": kindName}
	if err := c.tx.PutDoc(bucketAppRoles, g.id(), g); err != nil {
		return graphReply{}, broken(err)
	}
	return graphReply{status: http.StatusCreated, body: c.entity("appRoleAssignments", g)}, nil
}

func hasAppRole(principal object, role string) bool {
	roles, _ := principal["appRoles"].([]any)
	for _, r := range roles {
		if m, ok := r.(map[string]any); ok && strings.EqualFold(object(m).text("id"), role) {
			return true
		}
	}
	return false
}
