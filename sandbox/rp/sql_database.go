package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const typeLink = typeDatabase + "/replicationLinks"

var (
	databaseSku      = patternOf(`^(Free|Basic|System0|S([0-4]|6|7|9|12)|P(1|2|4|6|11|15)|(GP|BC|HS)(_S)?_(Gen5|Fsv2|DC|M|PRMS|MOPRMS)(_\d+)?|ElasticPool|Standard|Premium|DataWarehouse|DW\d+c)$`)
	reservedDatabase = patternOf(`(?i)^(master|model|msdb|tempdb|resource)$`)
)

func databaseBehaviour() Behaviour {
	return Behaviour{
		Type:     typeDatabase,
		Validate: checks(validDatabase, validSize, validSource, validRedundancy, validSecondaryUpdate),
		Fill:     fillDatabase,
		After:    afterDatabase,
		CanDelete: func(c *Call) *arm.Error {
			switch {
			case c.Cascade:
				return nil
			case reservedDatabase.MatchString(c.Name):
				return arm.ReservedDatabaseName(c.Name)
			case groupOfDatabase(c, c.ID) != nil:
				return arm.InReplicationRelationship(c.Name)
			}
			return nil
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
		Takes: 60 * time.Second,
	}
}

func validDatabase(c *Call) *arm.Error {
	if server, ok := c.Tx.Get(c.Parent); ok && arm.NormalLocation(text(c.New.Body, "location")) != server.Location {
		return arm.InvalidDatabaseLocation(c.Name, text(c.New.Body, "location"), server.Location)
	}
	if reservedDatabase.MatchString(c.Name) && c.Old == nil {
		return arm.ReservedDatabaseName(c.Name)
	}
	if sku := text(c.New.Body, "sku.name"); sku != "" && !databaseSku.MatchString(sku) {
		return arm.InvalidSku(sku)
	}
	if c.Old != nil {
		was, now := text(c.Old.Body, "properties.collation"), text(c.New.Body, "properties.collation")
		if now != "" && now != was {
			return arm.CollationFixed(c.Name)
		}
	}
	return nil
}

// The largest database of each size, in bytes.
// Source: https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases and
// https://learn.microsoft.com/azure/azure-sql/database/resource-limits-vcore-single-databases.
const (
	gigabyte    = 1 << 30
	sizeBasic   = 2 * gigabyte
	sizeSmall   = 250 * gigabyte
	sizeMedium  = 1024 * gigabyte
	sizeLargest = 4096 * gigabyte
)

// validSize: a database is not larger than its tier allows; Hyperscale grows by itself.
func validSize(c *Call) *arm.Error {
	size, given := number(c.New.Body, "properties.maxSizeBytes")
	sku := text(c.New.Body, "sku.name")
	if sku == "" {
		sku = text(c.before(), "sku.name")
	}
	limit := float64(sizeLargest)
	switch {
	case !given || strings.HasPrefix(sku, "HS_"):
		return nil
	case sku == "Basic":
		limit = sizeBasic
	case sku == "S0" || sku == "S1" || sku == "S2":
		limit = sizeSmall
	case strings.HasPrefix(sku, "S") || sku == "P1" || sku == "P2" || sku == "P4" || sku == "P6":
		limit = sizeMedium
	}
	if size > limit {
		return arm.InvalidMaxSize(sku)
	}
	return nil
}

// validSource: secondaries and copies have a source; a geo-secondary has its
// name and lies on another server.
func validSource(c *Call) *arm.Error {
	mode := text(c.New.Body, "properties.createMode")
	if c.Old != nil || mode == "" || mode == "Default" {
		return nil
	}
	source := text(c.New.Body, "properties.sourceDatabaseId")
	if _, ok := find(c.Tx, source, typeDatabase); !ok {
		return arm.SourceDatabaseNotFound(source)
	}
	if !isSecondaryMode(mode) {
		return nil
	}
	if arm.SameID(up(source), c.Parent) {
		return arm.ReplicationSameServer(leaf(c.Parent))
	}
	if !strings.EqualFold(leaf(source), c.Name) {
		return arm.ReplicationSameName(leaf(source), c.Name)
	}
	return nil
}

func isSecondaryMode(mode string) bool { return mode == "Secondary" || mode == "OnlineSecondary" }

// validRedundancy: zones need a tier and a region that have them.
func validRedundancy(c *Call) *arm.Error {
	if !isTrue(c.New.Body, "properties.zoneRedundant") {
		return nil
	}
	sku, place := text(c.New.Body, "sku.name"), arm.NormalLocation(text(c.New.Body, "location"))
	if sku == "" {
		sku = text(c.before(), "sku.name")
	}
	zonal := strings.HasPrefix(sku, "GP_") || strings.HasPrefix(sku, "BC_") || strings.HasPrefix(sku, "HS_") ||
		strings.HasPrefix(sku, "P") || sku == ""
	if !zonal || !zonalRegions[place] {
		return arm.ProvisioningZoneRedundant(sku, place)
	}
	return nil
}

// validSecondaryUpdate: a database on the secondary side of a failover group
// may be scaled (secondary first); everything else is its primary's.
func validSecondaryUpdate(c *Call) *arm.Error {
	if c.Old == nil || groupOfDatabase(c, c.ID) == nil || linkRole(c, c.ID) != "Secondary" {
		return nil
	}
	for _, p := range []string{"maxSizeBytes", "requestedBackupStorageRedundancy", "readScale", "highAvailabilityReplicaCount",
		"autoPauseDelay", "isLedgerOn", "maintenanceConfigurationId", "catalogCollation"} {
		now := at(c.New.Body, "properties."+p)
		if was := at(c.Old.Body, "properties."+p); now != nil && was != nil && !equal(now, was) {
			return arm.InReplicationRelationship(c.Name)
		}
	}
	return nil
}

// equal compares two JSON scalars.
func equal(a, b any) bool {
	x, xok := number(object{"v": a}, "v")
	y, yok := number(object{"v": b}, "v")
	if xok && yok {
		return x == y
	}
	return a == b
}

func fillDatabase(c *Call) {
	b := c.New.Body
	if source, ok := c.Tx.Get(text(b, "properties.sourceDatabaseId")); ok && c.Old == nil {
		for _, p := range []string{"sku", "properties.collation", "properties.maxSizeBytes"} {
			if v := at(source.Body, p); v != nil {
				fill(b, p, store.Copy(v))
			}
		}
	}
	inherit(c, "sku", "properties.collation", "properties.maxSizeBytes", "properties.zoneRedundant", "properties.readScale",
		"properties.requestedBackupStorageRedundancy", "properties.licenseType", "properties.catalogCollation")
	fillDatabaseSku(b)
	sku := text(b, "sku.name")
	size, scale := 34359738368, "Disabled"
	if strings.HasPrefix(sku, "BC_") || strings.HasPrefix(sku, "P") {
		scale = "Enabled"
	}
	if sku == "Basic" {
		size = 2147483648
	}
	fillAll(b, object{
		"properties.collation": "SQL_Latin1_General_CP1_CI_AS", "properties.catalogCollation": "SQL_Latin1_General_CP1_CI_AS",
		"properties.maxSizeBytes": size, "properties.zoneRedundant": false, "properties.readScale": scale,
		"properties.requestedBackupStorageRedundancy": "Geo", "properties.licenseType": "LicenseIncluded",
		"properties.isLedgerOn": false, "properties.highAvailabilityReplicaCount": 0, "properties.autoPauseDelay": 0,
	})
	kind := "v12.0,user"
	if strings.Contains(sku, "_") {
		kind += ",vcore"
	}
	set(b, "kind", kind)
	set(b, "properties.status", "Online")
	set(b, "properties.currentServiceObjectiveName", objective(b))
	set(b, "properties.requestedServiceObjectiveName", objective(b))
	set(b, "properties.currentSku", at(b, "sku"))
	set(b, "properties.currentBackupStorageRedundancy", at(b, "properties.requestedBackupStorageRedundancy"))
	keep(c, "properties.databaseId", fresh(c, "database"))
	keep(c, "properties.creationDate", func() any { return nowText(c) })
	keep(c, "properties.earliestRestoreDate", func() any { return nowText(c) })
	keep(c, "properties.secondaryType", nil)
	if pair := regionPairs[arm.NormalLocation(text(b, "location"))]; pair != "" {
		set(b, "properties.defaultSecondaryLocation", pair)
	}
	if isSecondaryMode(text(b, "properties.createMode")) {
		fill(b, "properties.secondaryType", "Geo")
	}
}

// fillDatabaseSku takes a size apart as Azure shows it: GP_Gen5_2 is GP_Gen5
// of family Gen5 in tier GeneralPurpose with two cores.
func fillDatabaseSku(b object) {
	fill(b, "sku.name", "GP_Gen5_2")
	parts := strings.Split(text(b, "sku.name"), "_")
	tiers := map[string]string{"GP": "GeneralPurpose", "BC": "BusinessCritical", "HS": "Hyperscale"}
	if tier, ok := tiers[parts[0]]; ok {
		if last := parts[len(parts)-1]; digits(last) {
			set(b, "sku.capacity", integer(last))
			parts = parts[:len(parts)-1]
		}
		set(b, "sku.name", strings.Join(parts, "_"))
		fillAll(b, object{"sku.tier": tier, "sku.capacity": 2, "sku.family": parts[len(parts)-1]})
		return
	}
	switch name := parts[0]; {
	case name == "Basic":
		fillAll(b, object{"sku.tier": "Basic", "sku.capacity": 5})
	case strings.HasPrefix(name, "S"):
		fill(b, "sku.tier", "Standard")
	case strings.HasPrefix(name, "P"):
		fill(b, "sku.tier", "Premium")
	}
}

// objective is the name of a database's service objective: GP_Gen5_2, S1.
func objective(b object) string {
	name := text(b, "sku.name")
	if n, ok := number(b, "sku.capacity"); ok && strings.Contains(name, "_") {
		return name + "_" + decimal(int(n))
	}
	return name
}

// afterDatabase makes the replication link of a new geo-secondary.
func afterDatabase(c *Call) *arm.Error {
	// Both are write-only and no longer part of the stored document.
	if c.Old != nil || !isSecondaryMode(text(c.Body, "properties.createMode")) {
		return nil
	}
	linkDatabases(c, text(c.Body, "properties.sourceDatabaseId"), c.ID)
	return nil
}

// linkDatabases makes both ends of a geo-replication link.
func linkDatabases(c *Call, primary, secondary string) {
	name := freshGUID(c, "replication-link", primary, secondary)
	for i, ends := range [][2]string{{primary, secondary}, {secondary, primary}} {
		role, partner := "Primary", "Secondary"
		if i == 1 {
			role, partner = partner, role
		}
		here, _ := c.Tx.Get(up(ends[0]))
		there, _ := c.Tx.Get(up(ends[1]))
		place := func(r *store.Resource) string {
			if r == nil {
				return ""
			}
			return r.Location
		}
		derive(c, ends[0]+"/replicationLinks/"+name, "", object{
			"partnerServer": leaf(up(ends[1])), "partnerDatabase": leaf(ends[1]), "partnerLocation": place(there),
			"location": place(here), "role": role, "partnerRole": partner, "replicationMode": "ASYNC",
			"replicationState": "CATCH_UP", "percentComplete": 100, "isTerminationAllowed": true,
			"startTime": nowText(c), "linkType": "GEO", "partnerDatabaseId": ends[1],
		})
	}
}

// linkRole is a database's role in geo-replication, "" when it has none.
func linkRole(c *Call, database string) string {
	for _, l := range c.Tx.Children(database, typeLink) {
		return text(l.Body, "properties.role")
	}
	return ""
}

// linkPartner is the database on the other end of a database's link.
func linkPartner(c *Call, database string) string {
	for _, l := range c.Tx.Children(database, typeLink) {
		return text(l.Body, "properties.partnerDatabaseId")
	}
	return ""
}

// linkBehaviour: links are made by secondaries and failover groups; deleting
// one end ends both.
func linkBehaviour() Behaviour {
	return Behaviour{
		Type: typeLink,
		Allow: func(c *Call) *arm.Error {
			if c.Method == "PUT" || c.Method == "PATCH" {
				return arm.MethodNotAllowed(c.Method, c.ID)
			}
			return nil
		},
		CanDelete: func(c *Call) *arm.Error {
			if !c.Cascade && groupOfDatabase(c, c.Parent) != nil {
				return arm.InReplicationRelationship(leaf(c.Parent))
			}
			return nil
		},
		AfterDelete: func(c *Call) *arm.Error {
			c.Tx.Delete(text(c.Old.Body, "properties.partnerDatabaseId") + "/replicationLinks/" + c.Name)
			return nil
		},
		Remove: LocationHeader,
	}
}
