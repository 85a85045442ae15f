package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	typeFailoverGroup = typeServer + "/failoverGroups"

	// minimumGrace is the shortest grace period, in minutes.
	// Source: https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db.
	minimumGrace = 60

	rolePrimary   = "Primary"
	roleSecondary = "Secondary"
)

// failoverGroupBehaviour: the group is written on the primary's server and
// shows on both, each with its own role; a failover is asked of the secondary.
func failoverGroupBehaviour() Behaviour {
	return Behaviour{
		Type:     typeFailoverGroup,
		Validate: checks(groupSide, groupName, groupPartner, groupEndpoints, groupDatabases),
		Fill:     fillGroup,
		After:    afterGroup,
		CanDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			return groupSide(c)
		},
		AfterDelete: func(c *Call) *arm.Error {
			c.Tx.Delete(partnerServer(c.Old) + "/failoverGroups/" + c.Name)
			return nil
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"failover": startFailover, "forcefailoverallowdataloss": startFailover, "tryplannedbeforeforcedfailover": startFailover,
		},
		Finish: finishFailover,
		Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
		Takes: 30 * time.Second,
	}
}

// partnerServer is the id of a group's other server.
func partnerServer(group *store.Resource) string {
	for _, p := range objects(group.Body, "properties.partnerServers") {
		return text(p, "id")
	}
	return ""
}

// groupOfDatabase finds the group that holds a database.
func groupOfDatabase(c *Call, database string) *store.Resource {
	for _, g := range c.Tx.Children(up(database), typeFailoverGroup) {
		for _, id := range texts(g.Body, "properties.databases") {
			if arm.SameID(id, database) {
				return g
			}
		}
	}
	return nil
}

// listenerTaken: another group has the name; a group and its partner's copy
// are one.
func listenerTaken(c *Call, name, partner string) bool {
	for _, g := range c.Tx.All(typeFailoverGroup) {
		if strings.EqualFold(g.Name, name) && !arm.SameID(g.ID, c.ID) && !arm.SameID(up(g.ID), partner) {
			return true
		}
	}
	return false
}

// groupSide refuses writes on the secondary and during a failover.
func groupSide(c *Call) *arm.Error {
	switch {
	case c.Old == nil:
		return nil
	case text(c.Old.Body, "properties.replicationRole") == roleSecondary:
		return arm.GroupWriteOnSecondary()
	case c.Old.Hidden["failover"] != nil:
		return arm.GroupBusy()
	}
	return nil
}

func groupName(c *Call) *arm.Error {
	if !serverName.MatchString(c.Name) {
		return arm.GroupNameInvalid(c.Name)
	}
	if c.Old != nil {
		return nil
	}
	_, server := named(c, typeServer, c.Name)
	if server || takenByOthers(c.Name) || listenerTaken(c, c.Name, "") {
		return arm.GroupDNSInUse(c.Name + sqlHost)
	}
	return nil
}

func groupPartner(c *Call) *arm.Error {
	partners := objects(c.New.Body, "properties.partnerServers")
	switch {
	case len(partners) == 0:
		return arm.GroupPartnerMissing()
	case len(partners) > 1:
		return arm.GroupPartnerCount()
	}
	id := text(partners[0], "id")
	partner, ok := find(c.Tx, id, typeServer)
	switch {
	case !ok:
		return arm.GroupPartnerNotFound(id)
	case arm.SameID(id, c.Parent):
		return arm.GroupDuplicatePartner()
	case c.Old != nil && !arm.SameID(partnerServer(c.Old), id):
		return arm.GroupReadOnlyModified("partnerServers")
	}
	if here, ok := c.Tx.Get(c.Parent); ok && here.Location == partner.Location {
		return arm.GroupSameRegion()
	}
	return nil
}

func groupEndpoints(c *Call) *arm.Error {
	grace, given := number(c.New.Body, "properties.readWriteEndpoint.failoverWithDataLossGracePeriodMinutes")
	if text(c.New.Body, "properties.readWriteEndpoint.failoverPolicy") == "Automatic" {
		if !given {
			return arm.GroupGraceMissing()
		}
		if grace < minimumGrace {
			return arm.GroupGraceTooShort(minimumGrace)
		}
	} else if given {
		return arm.GroupGraceForManual()
	}
	return nil
}

func groupDatabases(c *Call) *arm.Error {
	partner := text(objects(c.New.Body, "properties.partnerServers")[0], "id")
	for _, id := range texts(c.New.Body, "properties.databases") {
		if !strings.EqualFold(typeOf(id), typeDatabase) {
			return arm.GroupDatabasesInvalid()
		}
		if _, ok := c.Tx.Get(id); !ok || !arm.SameID(up(id), c.Parent) {
			return arm.GroupDatabaseNotHere()
		}
		if g := groupOfDatabase(c, id); g != nil && !arm.SameID(g.ID, c.ID) {
			return arm.GroupDatabaseTaken(id)
		}
		if linkRole(c, id) == roleSecondary {
			return arm.GroupDatabaseNotPrimary(id)
		}
		twin := partner + "/databases/" + leaf(id)
		if _, ok := c.Tx.Get(twin); ok && !arm.SameID(linkPartner(c, id), twin) {
			return arm.RemoteDatabaseExists(leaf(id))
		}
	}
	return nil
}

func fillGroup(c *Call) {
	b := c.New.Body
	fillAll(b, object{"properties.readOnlyEndpoint.failoverPolicy": "Disabled", "properties.databases": []any{}})
	set(b, "properties.replicationRole", rolePrimary)
	set(b, "properties.replicationState", "CATCH_UP")
	for _, p := range objects(b, "properties.partnerServers") {
		if server, ok := c.Tx.Get(text(p, "id")); ok {
			p["id"], p["location"] = server.ID, arm.RegionTitle(server.Location)
		}
		p["replicationRole"] = roleSecondary
	}
	if server, ok := c.Tx.Get(c.Parent); ok {
		set(b, "location", arm.RegionTitle(server.Location))
	}
}

// afterGroup makes the missing geo-secondaries and the partner's copy.
func afterGroup(c *Call) *arm.Error {
	partner := partnerServer(c.New)
	var twins []string
	for _, id := range texts(c.New.Body, "properties.databases") {
		twin := partner + "/databases/" + leaf(id)
		if _, ok := c.Tx.Get(twin); !ok {
			deriveSecondary(c, id, twin)
		}
		twins = append(twins, twin)
	}
	here, _ := c.Tx.Get(c.Parent)
	there, _ := c.Tx.Get(partner)
	if here == nil || there == nil {
		return nil
	}
	props, _ := store.Copy(c.New.Body["properties"]).(object)
	props["databases"] = anys(twins...)
	props["replicationRole"] = roleSecondary
	props["partnerServers"] = []any{object{"id": here.ID, "location": arm.RegionTitle(here.Location), "replicationRole": rolePrimary}}
	twin := derive(c, partner+"/failoverGroups/"+c.Name, "", props)
	twin.Body["location"] = arm.RegionTitle(there.Location)
	if tags := c.New.Body["tags"]; tags != nil {
		twin.Body["tags"] = tags
	}
	touch(c, twin)
	return nil
}

// deriveSecondary makes the geo-secondary that a group needs on the partner.
func deriveSecondary(c *Call, primary, secondary string) {
	source, ok := c.Tx.Get(primary)
	server, found := c.Tx.Get(up(secondary))
	if !ok || !found {
		return
	}
	props, _ := store.Copy(source.Body["properties"]).(object)
	props["databaseId"] = freshGUID(c, "database", secondary)
	props["creationDate"], props["secondaryType"] = nowText(c), "Geo"
	if pair := regionPairs[server.Location]; pair != "" {
		props["defaultSecondaryLocation"] = pair
	}
	r := derive(c, secondary, server.Location, props)
	r.Body["sku"], r.Body["kind"] = store.Copy(source.Body["sku"]), source.Body["kind"]
	touch(c, r)
	for _, policy := range sqlPolicies() {
		if policy.Default == "" || !strings.HasPrefix(policy.Type, typeDatabase+"/") {
			continue
		}
		id := secondary + "/" + leaf(policy.Type) + "/" + policy.Default
		doc := &store.Resource{ID: id, Type: policy.Type, Name: policy.Default, APIVersion: apiVersion(c), Created: c.Tx.Now(),
			Body: object{"id": id, "name": policy.Default, "type": policy.Type, "properties": object{}}}
		policy.Fill(&Call{Tx: c.Tx, ID: id, Type: policy.Type, Name: policy.Default, Parent: secondary, New: doc,
			TenantID: c.TenantID, SubID: c.SubID, APIVersion: c.APIVersion})
		touch(c, doc)
	}
	linkDatabases(c, primary, secondary)
}
