package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

func authorizationBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:     typeAssignment,
			Missing:  func(c *Call) *arm.Error { return arm.RoleAssignmentNotFound(c.Name) },
			Validate: checks(assignmentName, assignmentPrincipal, assignmentRole, assignmentFixed, assignmentNew),
			Fill: func(c *Call) {
				b := c.New.Body
				set(b, "properties.scope", scopeOf(c))
				fill(b, "properties.principalType", principalType(c, text(b, "properties.principalId")))
				keep(c, "properties.createdOn", func() any { return nowText(c) })
				set(b, "properties.updatedOn", nowText(c))
				keep(c, "properties.createdBy", func() any { return c.Caller.ObjectID })
				set(b, "properties.updatedBy", c.Caller.ObjectID)
			},
		},
		roleDefinitionBehaviour(),
		{
			Type: typeLock,
			Validate: func(c *Call) *arm.Error {
				switch level := text(c.New.Body, "properties.level"); level {
				case lockReadOnly, lockNoDelete:
					return nil
				default:
					return arm.LockLevelInvalid(level)
				}
			},
		},
		{Type: "Microsoft.Authorization/policyAssignments", Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.enforcementMode": "Default"})
			set(c.New.Body, "properties.scope", scopeOf(c))
			fillIdentity(c)
		}},
	}
}

func assignmentName(c *Call) *arm.Error {
	if !isGUID(c.Name) {
		return arm.InvalidRoleAssignmentID(c.Name)
	}
	return nil
}

// assignmentPrincipal: the principal is in the directory, unless the request
// states its type, which Azure takes as a promise.
func assignmentPrincipal(c *Call) *arm.Error {
	id, wanted := text(c.New.Body, "properties.principalId"), text(c.New.Body, "properties.principalType")
	if !isGUID(id) {
		return arm.InvalidPrincipalID(id)
	}
	is := principalType(c, id)
	switch {
	case is == "" && wanted == "":
		return arm.PrincipalNotFound(strings.ReplaceAll(id, "-", ""), c.TenantID)
	case is != "" && wanted != "" && !strings.EqualFold(is, wanted):
		return arm.UnmatchedPrincipalType(strings.ReplaceAll(id, "-", ""), is, wanted)
	}
	return nil
}

// principalType is what the directory knows a principal as, "" when it does
// not know it.
func principalType(c *Call, id string) string {
	if strings.EqualFold(id, c.Caller.ObjectID) {
		return "ServicePrincipal"
	}
	for _, r := range c.Tx.All(typeIdentity) {
		if strings.EqualFold(text(r.Body, "properties.principalId"), id) {
			return "ServicePrincipal"
		}
	}
	for _, typ := range []string{typeSite, typeServer, typeStorage, typeRegistry, typeWorkspace, typeProfile} {
		for _, r := range c.Tx.All(typ) {
			if strings.EqualFold(text(r.Body, "identity.principalId"), id) {
				return "ServicePrincipal"
			}
		}
	}
	return directoryType(c.Tx, id)
}

func assignmentRole(c *Call) *arm.Error {
	id := text(c.New.Body, "properties.roleDefinitionId")
	if _, ok := builtIn(id); ok {
		return nil
	}
	if _, ok := customRole(c, id); ok {
		return nil
	}
	return arm.RoleDefinitionDoesNotExist(strings.ReplaceAll(leaf(id), "-", ""))
}

func assignmentFixed(c *Call) *arm.Error {
	if c.Old == nil {
		return nil
	}
	role := func(doc object) string { return strings.ToLower(leaf(text(doc, "properties.roleDefinitionId"))) }
	who := func(doc object) string { return strings.ToLower(text(doc, "properties.principalId")) }
	if role(c.Old.Body) != role(c.New.Body) || who(c.Old.Body) != who(c.New.Body) {
		return arm.RoleAssignmentUpdateNotPermitted()
	}
	return nil
}

// assignmentNew: principal and role are assigned at a scope once, under
// whatever name.
func assignmentNew(c *Call) *arm.Error {
	if c.Old != nil {
		return nil
	}
	scope := scopeOf(c)
	for _, a := range c.Tx.All(typeAssignment) {
		if arm.SameID(text(a.Body, "properties.scope"), scope) &&
			strings.EqualFold(text(a.Body, "properties.principalId"), text(c.New.Body, "properties.principalId")) &&
			strings.EqualFold(leaf(text(a.Body, "properties.roleDefinitionId")), leaf(text(c.New.Body, "properties.roleDefinitionId"))) {
			return arm.RoleAssignmentExists(strings.ReplaceAll(a.Name, "-", ""))
		}
	}
	return nil
}
