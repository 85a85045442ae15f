package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const originLink = "properties.sharedPrivateLinkResource"

// linkRegions are the regions in which Front Door makes private endpoints.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
var linkRegions = map[string]bool{
	"brazilsouth": true, "canadacentral": true, "centralus": true, "eastus": true, "eastus2": true, "southcentralus": true,
	"westus2": true, "westus3": true, "usgovarizona": true, "francecentral": true, "germanywestcentral": true, "northeurope": true,
	"norwayeast": true, "uksouth": true, "westeurope": true, "swedencentral": true, "italynorth": true, "polandcentral": true,
	"southafricanorth": true, "australiaeast": true, "centralindia": true, "japaneast": true, "koreacentral": true, "eastasia": true,
	"southeastasia": true, "uaenorth": true, "switzerlandnorth": true,
}

// edgeGroups are the group ids that Front Door supports, by target type.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
var edgeGroups = map[string][]string{
	strings.ToLower(typeSite):    {"sites"},
	strings.ToLower(typeStorage): {"blob", "web"},
}

// edgeSubscription is the one in which Front Door keeps its private endpoints.
var edgeSubscription = guidOf("front-door", "private-endpoints")

// validOriginLink: what a private-link origin must have.
func validOriginLink(c *Call) *arm.Error {
	link, _ := at(c.New.Body, originLink).(object)
	for _, o := range c.Tx.Children(c.Parent, typeOrigin) {
		if !arm.SameID(o.ID, c.ID) && (at(o.Body, originLink) != nil) != (link != nil) {
			return arm.LinkMixed(leaf(c.Parent))
		}
	}
	if link == nil {
		return nil
	}
	target, group := text(link, "privateLink.id"), text(link, "groupId")
	if profileSku(c) != skuPremium {
		return arm.LinkNeedsPremium()
	}
	if _, ok := c.Tx.Get(target); !ok {
		return arm.LinkTargetNotFound(target)
	}
	if !edgeGroup(target, group) {
		return arm.LinkGroupInvalid(group, target)
	}
	if place := arm.NormalLocation(text(link, "privateLinkLocation")); !linkRegions[place] {
		return arm.LinkLocationInvalid(text(link, "privateLinkLocation"))
	}
	if text(link, "requestMessage") == "" {
		return arm.LinkMessageMissing()
	}
	if on, given := truth(c.New.Body, "properties.enforceCertificateNameCheck"); given && !on {
		return arm.LinkNeedsNameCheck()
	}
	return nil
}

func edgeGroup(target, group string) bool {
	for _, g := range edgeGroups[strings.ToLower(typeOf(target))] {
		if strings.EqualFold(g, group) {
			return true
		}
	}
	return false
}

// edgeEndpoint is the id of the private endpoint that Front Door uses for an
// origin: one for each profile, target, group id and region, however many
// origins there are.
func edgeEndpoint(c *Call, origin *store.Resource) string {
	link, _ := at(origin.Body, originLink).(object)
	if link == nil {
		return ""
	}
	id := origin.ID
	for id != "" && !strings.EqualFold(typeOf(id), typeProfile) {
		id = up(id)
	}
	profile, ok := c.Tx.Get(id)
	if !ok {
		return ""
	}
	return edgeEndpointOf(text(profile.Body, "properties.frontDoorId"), link)
}

func edgeEndpointOf(door string, link object) string {
	place := arm.NormalLocation(text(link, "privateLinkLocation"))
	name := guidOf("edge-endpoint", door, text(link, "privateLink.id"), text(link, "groupId"), place)
	return "/subscriptions/" + edgeSubscription + "/resourceGroups/eafd-Prod-" + place +
		"/providers/" + typeEndpoint + "/" + name
}

// originConnection finds the connection that an origin shares.
func originConnection(c *Call, origin *store.Resource) (*store.Resource, bool) {
	endpoint := edgeEndpoint(c, origin)
	if endpoint == "" {
		return nil, false
	}
	return connectionOf(c.Tx, text(origin.Body, originLink+".privateLink.id"), endpoint)
}

// linkOrigin asks the target for a connection unless the profile has one.
func linkOrigin(c *Call) *arm.Error {
	if c.Old != nil && edgeEndpoint(c, c.Old) != edgeEndpoint(c, c.New) {
		if e := unlinkOrigin(c, c.Old); e != nil {
			return e
		}
	}
	link, _ := at(c.New.Body, originLink).(object)
	if link == nil {
		return nil
	}
	if _, ok := originConnection(c, c.New); ok {
		return nil
	}
	connect(c, text(link, "privateLink.id"), edgeEndpoint(c, c.New), []string{text(link, "groupId")}, object{
		"status": "Pending", "description": text(link, "requestMessage"), "actionsRequired": "None",
	})
	return nil
}

// unlinkOrigin takes the connection away with its last origin.
func unlinkOrigin(c *Call, origin *store.Resource) *arm.Error {
	endpoint := edgeEndpoint(c, origin)
	if endpoint == "" {
		return nil
	}
	for _, o := range c.Tx.All(typeOrigin) {
		if !arm.SameID(o.ID, origin.ID) && edgeEndpoint(c, o) == endpoint {
			return nil
		}
	}
	if r, ok := connectionOf(c.Tx, text(origin.Body, originLink+".privateLink.id"), endpoint); ok {
		deleteTree(c, r.ID)
	}
	return nil
}

// dropEdgeLinks takes away what connections a deleted profile still had.
func dropEdgeLinks(c *Call, door string) *arm.Error {
	for _, t := range linkTargets {
		for _, target := range c.Tx.All(t.typ) {
			for _, r := range connections(c.Tx, target.ID) {
				for place := range linkRegions {
					for group := range t.hosts {
						link := object{"privateLinkLocation": place, "groupId": group, "privateLink": object{"id": target.ID}}
						if arm.SameID(text(r.Body, "properties.privateEndpoint.id"), edgeEndpointOf(door, link)) {
							deleteTree(c, r.ID)
						}
					}
				}
			}
		}
	}
	return nil
}
