package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Owner is the application whose tokens may do everything: the sandbox's own
// client, which has the Owner role on the subscription.
const Owner = "00000000-0000-4000-8000-0000000000c1"

const (
	typeAssignment     = "Microsoft.Authorization/roleAssignments"
	typeRoleDefinition = "Microsoft.Authorization/roleDefinitions"
)

// rolesOfAll are the built-in roles that are evaluated on the management
// plane, by the verbs that they allow on every resource.
// Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles.
var rolesOfAll = map[string][]string{
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": {"*"},                                 // Owner
	"b24988ac-6180-42a0-ab88-20f7382dd24c": {"read", "write", "delete", "action"}, // Contributor
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": {"read"},                              // Reader
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": {"read"},                              // User Access Administrator
}

const roleAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"

// Authorize refuses a caller without a role that allows the verb ("read",
// "write", "delete", "action") on the call's resource. Role assignments count
// at the scope, above it and for the groups that the caller is a member of.
func (k *Core) Authorize(c *Call, verb string) *arm.Error {
	if e := k.registered(c, verb); e != nil {
		return e
	}
	if strings.EqualFold(c.Caller.AppID, Owner) {
		return nil
	}
	typ := c.Type
	if typ == arm.TypeResourceGroup {
		typ = "Microsoft.Resources/subscriptions/resourceGroups"
	}
	action := typ + "/" + verb
	if verb == "action" {
		action = typ + "/" + c.Action + "/action"
	}
	who := principals(c)
	for _, ra := range c.Tx.All(typeAssignment) {
		id, err := arm.ParseID(ra.ID)
		if err != nil || !arm.Within(c.ID, id.Scope) || !who[strings.ToLower(text(ra.Body, "properties.principalId"))] {
			continue
		}
		if allows(c.Tx, text(ra.Body, "properties.roleDefinitionId"), action, verb) {
			return nil
		}
	}
	return arm.AuthorizationFailed(c.Caller.AppID, c.Caller.ObjectID, action, c.ID)
}

// principals are the caller and its groups.
func principals(c *Call) map[string]bool {
	out := map[string]bool{strings.ToLower(c.Caller.ObjectID): true}
	for _, g := range GroupsOf(c.Tx, c.Caller.ObjectID) {
		out[strings.ToLower(g)] = true
	}
	return out
}

// GroupsOf reads, from the documents that the directory keeps, the groups
// that a principal is a member of.
func GroupsOf(tx store.Tx, objectID string) []string {
	var groups []string
	if _, err := tx.Doc(BucketMemberships, strings.ToLower(objectID), &groups); err != nil {
		return nil
	}
	return groups
}

// BucketMemberships holds, by object id in lower case, the ids of the groups
// that the object is a member of. The directory writes it.
const BucketMemberships = "entra-memberships"

func allows(tx store.Tx, role, action, verb string) bool {
	guid := strings.ToLower(leaf(role))
	accessControl := strings.HasPrefix(strings.ToLower(action), "microsoft.authorization/")
	if verbs, ok := rolesOfAll[guid]; ok {
		for _, v := range verbs {
			if v == "*" || v == verb && (!accessControl || verb == "read") {
				return true
			}
		}
		return guid == roleAccessAdministrator && accessControl
	}
	r, ok := tx.Get(role)
	if !ok {
		return false
	}
	for _, p := range objects(r.Body, "properties.permissions") {
		if matchesAny(texts(p, "actions"), action) && !matchesAny(texts(p, "notActions"), action) {
			return true
		}
	}
	return false
}

// matchesAny tells whether an action matches one of the patterns, in which *
// stands for anything.
func matchesAny(patterns []string, action string) bool {
	for _, p := range patterns {
		if matchesPattern(strings.ToLower(p), strings.ToLower(action)) {
			return true
		}
	}
	return false
}

func matchesPattern(pattern, s string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	rest, ok := strings.CutPrefix(s, head)
	if !ok {
		return false
	}
	for i := 0; i <= len(rest); i++ {
		if matchesPattern(tail, rest[i:]) {
			return true
		}
	}
	return false
}

// bucketUnregistered holds the providers that were unregistered. All are
// registered in a new subscription, other than in Azure.
const bucketUnregistered = "providers-unregistered"

// Register registers a provider with the subscription, or unregisters it.
func Register(tx store.Tx, namespace string, on bool) *arm.Error {
	if on {
		tx.DeleteDoc(bucketUnregistered, strings.ToLower(namespace))
		return nil
	}
	if err := tx.PutDoc(bucketUnregistered, strings.ToLower(namespace), true); err != nil {
		return arm.Internal(err.Error())
	}
	return nil
}

// Registered tells whether a provider is registered.
func Registered(tx store.Tx, namespace string) (bool, error) {
	var gone bool
	_, err := tx.Doc(bucketUnregistered, strings.ToLower(namespace), &gone)
	return !gone, err
}

// registered refuses writes to providers that are not.
func (k *Core) registered(c *Call, verb string) *arm.Error {
	if verb != "write" {
		return nil
	}
	ns, _, _ := strings.Cut(c.Type, "/")
	ok, err := Registered(c.Tx, ns)
	switch {
	case err != nil:
		return arm.Internal(err.Error())
	case !ok:
		return arm.MissingSubscriptionRegistration(ns)
	}
	return nil
}
