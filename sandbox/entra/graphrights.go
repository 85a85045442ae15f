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
// three rights, and changed by who owns them; the rest of the directory is read
// by Directory.Read.All.
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
	reads := c.method == http.MethodGet
	switch {
	case reads && (has(rightReadDirectory) || about && (has(rightReadApplications) || has(rightOwnApplications))):
		return nil
	case !about || !has(rightOwnApplications):
		return insufficientPrivileges()
	case c.method == http.MethodPost && len(c.segs) == 1:
		return nil
	case len(c.segs) < 2:
		return insufficientPrivileges()
	}
	owners, err := linked(c.tx, c.segs[1], "owners")
	if err != nil {
		return broken(err)
	}
	if !slices.ContainsFunc(owners, func(o string) bool { return strings.EqualFold(o, c.caller) }) {
		return insufficientPrivileges()
	}
	return nil
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
