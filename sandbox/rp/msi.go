package rp

import (
	"maps"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeIdentity  = "Microsoft.ManagedIdentity/userAssignedIdentities"
	typeFederated = typeIdentity + "/federatedIdentityCredentials"

	maxFederatedCredentials = 20
)

func msiBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type: typeIdentity,
			Fill: func(c *Call) {
				set(c.New.Body, "properties.tenantId", c.TenantID)
				keep(c, "properties.principalId", fresh(c, "principal"))
				keep(c, "properties.clientId", fresh(c, "client"))
			},
		},
		{
			Type:     typeFederated,
			Validate: validFederatedCredential,
		},
	}
}

// validFederatedCredential: issuer and subject are unique within an identity,
// of which at most 20 credentials may hang.
func validFederatedCredential(c *Call) *arm.Error {
	siblings := c.Tx.Children(c.Parent, typeFederated)
	if c.Old == nil && len(siblings) >= maxFederatedCredentials {
		return arm.FederatedCredentialLimit(maxFederatedCredentials)
	}
	if len(list(c.New.Body, "properties.audiences")) != 1 {
		return arm.FederatedAudienceCount(len(list(c.New.Body, "properties.audiences")))
	}
	for _, s := range siblings {
		if !arm.SameID(s.ID, c.ID) && text(s.Body, "properties.issuer") == text(c.New.Body, "properties.issuer") &&
			text(s.Body, "properties.subject") == text(c.New.Body, "properties.subject") {
			return arm.FederatedCredentialExists(s.Name)
		}
	}
	return nil
}

// identitiesExist: the user-assigned identities that a resource names are there.
func identitiesExist(c *Call) *arm.Error {
	kind := text(c.New.Body, "identity.type")
	wanted, _ := at(c.New.Body, "identity.userAssignedIdentities").(object)
	if strings.Contains(kind, "UserAssigned") && len(wanted) == 0 {
		return arm.IdentityIDsMissing()
	}
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		if wanted[id] == nil {
			continue
		}
		if _, ok := find(c.Tx, id, typeIdentity); !ok {
			return arm.FailedIdentityOperation(c.ID, id)
		}
	}
	return nil
}

// fillIdentity shows the principals of a resource's identities.
func fillIdentity(c *Call) {
	kind := text(c.New.Body, "identity.type")
	if kind == "" {
		return
	}
	if strings.Contains(kind, "SystemAssigned") {
		keep(c, "identity.principalId", fresh(c, "system-assigned"))
		set(c.New.Body, "identity.tenantId", c.TenantID)
	}
	assigned, _ := at(c.New.Body, "identity.userAssignedIdentities").(object)
	for id, v := range assigned {
		if v == nil {
			delete(assigned, id)
			continue
		}
		if r, ok := c.Tx.Get(id); ok {
			assigned[id] = object{
				"principalId": text(r.Body, "properties.principalId"),
				"clientId":    text(r.Body, "properties.clientId"),
			}
		}
	}
}
