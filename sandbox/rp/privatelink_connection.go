package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// linkTarget is a type that private endpoints can reach.
type linkTarget struct {
	typ string
	// hosts are, for each group id, the host names that an endpoint serves;
	// {} stands for the target's name.
	hosts map[string][]string
	// suffixed targets name a connection endpoint-GUID, others account.GUID.
	dotted bool
}

// linkTargets is the table of
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns.
var linkTargets = []linkTarget{
	{typ: typeStorage, dotted: true, hosts: map[string][]string{
		"blob": {"{}.blob.core.windows.net"}, "blob_secondary": {"{}-secondary.blob.core.windows.net"},
		"file": {"{}.file.core.windows.net"}, "queue": {"{}.queue.core.windows.net"},
		"table": {"{}.table.core.windows.net"}, "dfs": {"{}.dfs.core.windows.net"}, "web": {"{}.web.core.windows.net"},
	}},
	{typ: typeServer, hosts: map[string][]string{"sqlServer": {"{}.database.windows.net"}}},
	{typ: typeVault, hosts: map[string][]string{"vault": {"{}.vault.azure.net"}}},
	{typ: typeSite, hosts: map[string][]string{"sites": {"{}.azurewebsites.net", "{}.scm.azurewebsites.net"}}},
	{typ: typeRegistry, hosts: map[string][]string{"registry": {"{}.azurecr.io"}}},
}

// linkZones are the public suffixes and the private zones that answer for them.
var linkZones = map[string]string{
	"azurewebsites.net":     "privatelink.azurewebsites.net",
	"database.windows.net":  "privatelink.database.windows.net",
	"vault.azure.net":       "privatelink.vaultcore.azure.net",
	"azurecr.io":            "privatelink.azurecr.io",
	"blob.core.windows.net": "privatelink.blob.core.windows.net", "file.core.windows.net": "privatelink.file.core.windows.net",
	"queue.core.windows.net": "privatelink.queue.core.windows.net", "table.core.windows.net": "privatelink.table.core.windows.net",
	"dfs.core.windows.net": "privatelink.dfs.core.windows.net", "web.core.windows.net": "privatelink.web.core.windows.net",
}

// targetKind returns the table's row for the type that an id has.
func targetKind(id string) (linkTarget, bool) {
	typ := typeOf(id)
	for _, t := range linkTargets {
		if strings.EqualFold(t.typ, typ) {
			return t, true
		}
	}
	return linkTarget{}, false
}

// groupHosts returns the host names behind a target's group id.
func groupHosts(target, group string) ([]string, bool) {
	kind, ok := targetKind(target)
	if !ok {
		return nil, false
	}
	for g, hosts := range kind.hosts {
		if strings.EqualFold(g, group) {
			out := make([]string, len(hosts))
			for i, h := range hosts {
				out[i] = strings.ReplaceAll(h, "{}", leaf(target))
			}
			return out, true
		}
	}
	return nil, false
}

// groupIDs lists the group ids that a target offers.
func groupIDs(target string) []string {
	kind, _ := targetKind(target)
	var out []string
	for g := range kind.hosts {
		out = append(out, g)
	}
	return out
}

// connect makes the target's side of a private link.
func connect(c *Call, target, endpoint string, groups []string, state object) *store.Resource {
	name := leaf(endpoint) + "-" + freshGUID(c, "connection", endpoint, target)
	if kind, _ := targetKind(target); kind.dotted {
		name = leaf(target) + "." + freshGUID(c, "connection", endpoint, target)
	}
	properties := object{
		"privateEndpoint":                   object{"id": endpoint},
		"privateLinkServiceConnectionState": state,
		"provisioningState":                 "Succeeded",
	}
	if strings.EqualFold(typeOf(target), typeServer) { // the other providers do not show them
		properties["groupIds"] = anys(groups...)
	}
	return derive(c, target+"/privateEndpointConnections/"+name, "", properties)
}

// connectionOf finds the target's side of an endpoint's link.
func connectionOf(tx store.Tx, target, endpoint string) (*store.Resource, bool) {
	for _, r := range tx.Children(target, "") {
		if strings.HasSuffix(strings.ToLower(r.Type), "/privateendpointconnections") &&
			arm.SameID(text(r.Body, "properties.privateEndpoint.id"), endpoint) {
			return r, true
		}
	}
	return nil, false
}

// connections lists the connections of a target.
func connections(tx store.Tx, target string) []*store.Resource {
	kind, ok := targetKind(target)
	if !ok {
		return nil
	}
	return tx.Children(target, kind.typ+"/privateEndpointConnections")
}

// showConnections shows a target's connections on the target itself.
func showConnections(c *Call) {
	out := []any{}
	for _, r := range connections(c.Tx, c.New.ID) {
		out = append(out, object{"id": r.ID, "name": r.Name, "type": r.Type, "properties": r.Body["properties"]})
	}
	set(c.New.Body, "properties.privateEndpointConnections", out)
}

// connectionBehaviour is that of <target>/privateEndpointConnections: they are
// made by endpoints and Front Door origins; a PUT approves or rejects.
// Source of style: https://github.com/Azure/azure-rest-api-specs (storage and vaults answer
// a PUT at once, the others accept it).
func connectionBehaviour(target string, style Style) Behaviour {
	return Behaviour{
		Type: target + "/privateEndpointConnections",
		Validate: func(c *Call) *arm.Error {
			if c.Old == nil {
				return arm.ConnectionNotFound(c.ID)
			}
			status := connectionStatus(c.New.Body)
			if status != "Approved" && status != "Rejected" {
				return arm.ConnectionStatusInvalid(status)
			}
			if connectionStatus(c.Old.Body) == "Rejected" && status == "Approved" {
				return arm.ConnectionRejected(c.Name)
			}
			return nil
		},
		Fill: func(c *Call) {
			for _, p := range []string{"privateEndpoint", "groupIds", "provisioningState"} {
				keep(c, "properties."+p, nil)
			}
			fill(c.New.Body, "properties.privateLinkServiceConnectionState.actionsRequired", "None")
		},
		After:       func(c *Call) *arm.Error { return tellEndpoint(c, at(c.New.Body, linkState)) },
		AfterDelete: func(c *Call) *arm.Error { return tellEndpoint(c, disconnected()) },
		Update:      style,
		Remove:      style,
	}
}

const linkState = "properties.privateLinkServiceConnectionState"

// connectionStatus reads the status of a connection: newer versions of
// Microsoft.Web use the same names as everyone else.
func connectionStatus(doc object) string { return text(doc, linkState+".status") }

func disconnected() object {
	return object{"status": "Disconnected", "description": "Deleted state", "actionsRequired": "None"}
}

// tellEndpoint carries a connection's state over to the private endpoint on
// the other end.
func tellEndpoint(c *Call, state any) *arm.Error {
	doc := c.Old
	if c.New != nil {
		doc = c.New
	}
	endpoint, ok := find(c.Tx, text(doc.Body, "properties.privateEndpoint.id"), typeEndpoint)
	if !ok {
		return nil
	}
	target := up(c.ID)
	for _, list := range endpointLists {
		for _, link := range objects(endpoint.Body, list) {
			if arm.SameID(text(link, "properties.privateLinkServiceId"), target) {
				set(link, linkState, state)
			}
		}
	}
	touch(c, endpoint)
	return nil
}

// dropConnectionsOf tells the endpoints of a target that is deleted.
func dropConnectionsOf(c *Call) *arm.Error {
	for _, endpoint := range c.Tx.All(typeEndpoint) {
		changed := false
		for _, list := range endpointLists {
			for _, link := range objects(endpoint.Body, list) {
				if arm.SameID(text(link, "properties.privateLinkServiceId"), c.ID) {
					set(link, linkState, disconnected())
					changed = true
				}
			}
		}
		if changed {
			touch(c, endpoint)
		}
	}
	return nil
}
