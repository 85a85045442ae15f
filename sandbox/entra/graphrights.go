package entra

import (
	"net/http"
	"slices"
	"strings"
)

// Rights of applications in Graph, by the ids of Graph's own application roles.
// Source: https://learn.microsoft.com/graph/permissions-reference.
const (
	rightReadApplications = "9a5d68dd-52b0-4cc2-bd40-abcf395ac30c" // Application.Read.All
	rightOwnApplications  = "18a4783c-866b-4cc7-a460-3d5e5662c884" // Application.ReadWrite.OwnedBy
	rightReadDirectory    = "7ab1d382-f21e-4acd-a863-ba3e13f7da61" // Directory.Read.All
)

// allowed refuses a caller, other than the sandbox's own client, without the
// right to a request: applications and service principals are read by each of the
// three rights, and changed by who owns them, also removed from the recycle bin; the
// bin is read by Application.Read.All, the rest of the directory by Directory.Read.All.
// Source: https://learn.microsoft.com/graph/api/directory-deleteditems-list and -delete.
func (c *graphCall) allowed() *graphError {
	if c.caller == "" {
		return nil
	}
	rights, fault := c.rights()
	if fault != nil {
		return fault
	}
	has := func(right string) bool { return slices.Contains(rights, right) }
	about := c.segs[0] == "applications" || c.segs[0] == "servicePrincipals"
	deleted, fault := c.deletedApplication()
	if fault != nil {
		return fault
	}
	reads := c.method == http.MethodGet
	switch {
	case reads && (has(rightReadDirectory) || about && (has(rightReadApplications) || has(rightOwnApplications)) || deleted && has(rightReadApplications)):
		return nil
	case !about && (reads || !deleted) || !has(rightOwnApplications):
		return insufficientPrivileges()
	case c.method == http.MethodPost && len(c.segs) == 1:
		return nil
	case len(c.segs) < 2:
		return insufficientPrivileges()
	}
	object := c.segs[1]
	if deleted {
		object = c.segs[2]
	}
	owners, err := linked(c.tx, object, "owners")
	if err != nil {
		return broken(err)
	}
	if !slices.ContainsFunc(owners, func(o string) bool { return strings.EqualFold(o, c.caller) }) {
		return insufficientPrivileges()
	}
	return nil
}

// deletedApplication tells whether a request is about applications or service
// principals in the recycle bin.
func (c *graphCall) deletedApplication() (bool, *graphError) {
	if len(c.segs) < 3 || c.segs[0] != "directory" || c.segs[1] != "deletedItems" {
		return false, nil
	}
	if c.segs[2] == deletedKind+"application" || c.segs[2] == deletedKind+"servicePrincipal" {
		return true, nil
	}
	var o object
	if _, err := c.tx.Doc(bucketDeleted, strings.ToLower(c.segs[2]), &o); err != nil {
		return false, broken(err)
	}
	return o.text("$kind") == "applications" || o.text("$kind") == "servicePrincipals", nil
}

// rights are the application roles of Graph that the caller was given.
func (c *graphCall) rights() ([]string, *graphError) {
	var rights []string
	for _, key := range c.tx.Docs(bucketAppRoles) {
		var grant object
		if _, err := c.tx.Doc(bucketAppRoles, key, &grant); err != nil {
			return nil, broken(err)
		}
		if strings.EqualFold(grant.text("principalId"), c.caller) {
			rights = append(rights, strings.ToLower(grant.text("appRoleId")))
		}
	}
	return rights, nil
}

// own makes the caller the owner of what it has just made, as Graph does.
func (c *graphCall) own(reply graphReply) *graphError {
	made, ok := reply.body.(object)
	if c.caller == "" || !ok || c.method != http.MethodPost || len(c.segs) != 1 {
		return nil
	}
	return c.setLinks(made.id(), "owners", []string{c.caller})
}
