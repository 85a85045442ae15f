package rp

import (
	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// failoverMark is the hidden fact that a failover of the group runs.
const failoverMark = "failover"

// startFailover begins a planned or forced failover to this server.
func startFailover(c *Call) (Reply, *arm.Error) {
	if text(c.Old.Body, "properties.replicationRole") != roleSecondary {
		return Reply{}, arm.GroupFailoverOnPrimary()
	}
	if c.Old.Hidden[failoverMark] != nil {
		return Reply{}, arm.GroupBusy()
	}
	for _, side := range bothSides(c, c.Old) {
		mark(side, c.Action)
		touch(c, side)
	}
	return Reply{Status: 202, Async: true}, nil
}

// bothSides are the group on this server and its copy on the partner.
func bothSides(c *Call, here *store.Resource) []*store.Resource {
	out := []*store.Resource{here}
	if there, ok := c.Tx.Get(partnerServer(here) + "/failoverGroups/" + leaf(here.ID)); ok {
		out = append(out, there)
	}
	return out
}

func mark(side *store.Resource, action string) {
	if side.Hidden == nil {
		side.Hidden = object{}
	}
	side.Hidden[failoverMark] = action
}

// finishFailover swaps the roles of servers, databases and links on both
// sides at once.
func finishFailover(c *Call) *arm.Error {
	if c.Action == "" {
		return nil
	}
	for i, side := range bothSides(c, c.New) {
		delete(side.Hidden, failoverMark)
		role, partner := rolePrimary, roleSecondary
		if i == 1 {
			role, partner = partner, role
		}
		set(side.Body, "properties.replicationRole", role)
		for _, p := range objects(side.Body, "properties.partnerServers") {
			p["replicationRole"] = partner
		}
		for _, id := range texts(side.Body, "properties.databases") {
			setLinkRole(c, id, role, partner)
		}
		if i == 1 {
			touch(c, side)
		}
	}
	return nil
}

// setLinkRole gives a database's end of its links a role.
func setLinkRole(c *Call, database, role, partner string) {
	for _, l := range c.Tx.Children(database, typeLink) {
		set(l.Body, "properties.role", role)
		set(l.Body, "properties.partnerRole", partner)
		touch(c, l)
	}
	r, ok := c.Tx.Get(database)
	if !ok {
		return
	}
	remove(r.Body, "properties.secondaryType")
	if role == roleSecondary {
		set(r.Body, "properties.secondaryType", "Geo")
	}
	touch(c, r)
}
