package rp

import (
	"net/netip"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	typeStorage      = "Microsoft.Storage/storageAccounts"
	typeBlobService  = typeStorage + "/blobServices"
	typeContainer    = typeBlobService + "/containers"
	typeImmutability = typeContainer + "/immutabilityPolicies"
	typeReplication  = typeStorage + "/objectReplicationPolicies"
)

var accountName = patternOf(`^[a-z0-9]{3,24}$`)

func storageBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:     typeStorage,
			Validate: checks(validAccountName, freeAccountName, accountRedundancy, fixedAccountProperties, accountNetworkRules, identitiesExist),
			Fill:     fillAccount,
			Read:     showConnections,
			Actions: map[string]func(*Call) (Reply, *arm.Error){
				"listkeys": listAccountKeys, "regeneratekey": listAccountKeys, "failover": failOverAccount,
			},
			AfterDelete: dropConnectionsOf,
			Create:      LocationHeader,
			Takes:       2 * time.Second,
		},
		{
			Type: "Microsoft.Storage",
			Actions: map[string]func(*Call) (Reply, *arm.Error){
				"checknameavailability": checkAccountName,
			},
		},
		blobServiceBehaviour(), containerBehaviour(), immutabilityBehaviour(),
		lifecycleBehaviour("managementPolicies"), lifecycleBehaviour("inventoryPolicies"),
		replicationBehaviour(),
		connectionBehaviour(typeStorage, Sync),
	}
}

func validAccountName(c *Call) *arm.Error {
	if !accountName.MatchString(c.Name) {
		return arm.AccountNameInvalid(c.Name)
	}
	return nil
}

func freeAccountName(c *Call) *arm.Error {
	if c.Old != nil {
		return nil
	}
	if takenByOthers(c.Name) {
		return arm.StorageAccountAlreadyTaken(c.Name)
	}
	if _, ok := named(c, typeStorage, c.Name); ok {
		return arm.StorageAccountAlreadyExists(c.Name)
	}
	return nil
}

func fixedAccountProperties(c *Call) *arm.Error {
	if c.Old == nil {
		return nil
	}
	for _, p := range []string{"isHnsEnabled", "isNfsV3Enabled", "encryption.requireInfrastructureEncryption"} {
		now, before := isTrue(c.New.Body, "properties."+p), isTrue(c.Old.Body, "properties."+p)
		if now != before && at(c.New.Body, "properties."+p) != nil {
			return arm.AccountPropertyCannotBeUpdated(p)
		}
	}
	return nil
}

func accountNetworkRules(c *Call) *arm.Error {
	for _, rule := range objects(c.New.Body, "properties.networkAcls.virtualNetworkRules") {
		subnet, ok := find(c.Tx, text(rule, "id"), typeSubnet)
		switch {
		case !ok:
			return arm.NetworkACLsValidationFailure(text(rule, "id"))
		case !hasServiceEndpoint(subnet.Body, "Microsoft.Storage") && !hasServiceEndpoint(subnet.Body, "Microsoft.Storage.Global"):
			return arm.NetworkACLsWithoutEndpoint(subnet.Name, up(subnet.ID))
		}
	}
	for _, rule := range objects(c.New.Body, "properties.networkAcls.ipRules") {
		if !publicRange(text(rule, "value")) {
			return arm.IPRuleInvalid(text(rule, "value"))
		}
	}
	return nil
}

// publicRange: an address of the internet, or a range of them; a range has more
// than two addresses, and neither is private.
func publicRange(value string) bool {
	const smallest = 30
	if a, err := netip.ParseAddr(value); err == nil {
		return a.Is4() && !a.IsPrivate()
	}
	p, err := netip.ParsePrefix(value)
	return err == nil && p.Addr().Is4() && p.Bits() <= smallest && p.Masked() == p && !p.Addr().IsPrivate()
}

// accountRedundancy: the size is one of the kind's and the region has what it
// asks for. An account that is there keeps its kind, but for an upgrade to
// general purpose v2, and its redundancy: between zonal and not, and between
// premium and not, Azure converts on request only.
func accountRedundancy(c *Call) *arm.Error {
	sku, place := text(c.New.Body, "sku.name"), arm.NormalLocation(text(c.New.Body, "location"))
	kind, before := text(c.New.Body, "kind"), text(c.before(), "kind")
	switch {
	case kind == "BlobStorage" && (strings.HasPrefix(sku, "Premium") || strings.Contains(sku, "ZRS")),
		(kind == "BlockBlobStorage" || kind == "FileStorage") && !strings.HasPrefix(sku, "Premium"):
		return arm.KindWithoutSku(kind, sku)
	case before != "" && kind != "" && kind != before && (kind != "StorageV2" || before != "Storage" && before != "BlobStorage"):
		return arm.AccountPropertyCannotBeUpdated("kind")
	}
	zonal := strings.Contains(sku, "ZRS")
	if zonal && !zonalRegions[place] || geoRedundant(sku) && regionPairs[place] == "" {
		return arm.RedundancyNotAvailable(sku, kind, place)
	}
	was := text(c.before(), "sku.name")
	if was != "" && sku != "" && (strings.Contains(was, "ZRS") != zonal || strings.HasPrefix(was, "Premium") != strings.HasPrefix(sku, "Premium")) {
		return arm.RedundancyConversion(was, sku)
	}
	return nil
}

// geoRedundant sizes keep copies in the paired region.
func geoRedundant(sku string) bool {
	return strings.Contains(sku, "GRS") || strings.Contains(sku, "GZRS")
}

func fillAccount(c *Call) {
	b := c.New.Body
	sku := text(b, "sku.name")
	tier, redundancy, _ := strings.Cut(sku, "_")
	set(b, "sku.tier", tier)
	fillAll(b, object{
		"properties.accessTier":                  "Hot",
		"properties.allowBlobPublicAccess":       false,
		"properties.allowCrossTenantReplication": false,
		"properties.minimumTlsVersion":           "TLS1_0",
		"properties.supportsHttpsTrafficOnly":    true,
		"properties.encryption": object{
			"keySource": "Microsoft.Storage",
			"services": object{
				"blob": object{"enabled": true, "keyType": "Account"},
				"file": object{"enabled": true, "keyType": "Account"},
			},
		},
		"properties.networkAcls.bypass":              "AzureServices",
		"properties.networkAcls.defaultAction":       "Allow",
		"properties.networkAcls.ipRules":             []any{},
		"properties.networkAcls.virtualNetworkRules": []any{},
	})
	now := nowText(c)
	keep(c, "properties.creationTime", func() any { return now })
	keep(c, "properties.keyCreationTime", func() any { return object{"key1": now, "key2": now} })
	place := arm.NormalLocation(text(b, "location"))
	set(b, "properties.provisioningState", "Succeeded")
	set(b, "properties.primaryLocation", place)
	set(b, "properties.statusOfPrimary", "available")
	set(b, "properties.primaryEndpoints", accountEndpoints(c.Name, place))
	fillSecondary(b, c.Name, place, redundancy)
	fillIdentity(c)
}

// fillSecondary shows the paired region of a geo-redundant account.
func fillSecondary(b object, name, place, redundancy string) {
	pair := regionPairs[place]
	if pair == "" || !geoRedundant(redundancy) {
		return
	}
	set(b, "properties.secondaryLocation", pair)
	set(b, "properties.statusOfSecondary", "available")
	if strings.HasPrefix(redundancy, "RA") {
		set(b, "properties.secondaryEndpoints", accountEndpoints(name+"-secondary", place))
	}
}

// accountEndpoints are the host names of an account's services; the zone
// number in the static site's name depends on the region.
func accountEndpoints(name, place string) object {
	out := object{"web": "https://" + name + ".z" + zoneNumber(place) + ".web.core.windows.net/"}
	for _, service := range []string{"blob", "dfs", "file", "queue", "table"} {
		out[service] = "https://" + name + "." + service + ".core.windows.net/"
	}
	return out
}

func zoneNumber(place string) string {
	return decimal(int(digest(1, "web-zone", place)[0])%90 + 1)
}

func accountKeys(c *Call) []any {
	var keys []any
	for _, name := range []string{"key1", "key2"} {
		keys = append(keys, object{
			"keyName": name, "permissions": "FULL", "creationTime": text(c.Old.Body, "properties.creationTime"),
			"value": digest(40, "account-key", name, c.ID, text(c.Old.Body, "properties.creationTime")) + "==",
		})
	}
	return keys
}

func listAccountKeys(c *Call) (Reply, *arm.Error) {
	return Reply{Status: 200, Body: object{"keys": accountKeys(c)}}, nil
}

func checkAccountName(c *Call) (Reply, *arm.Error) {
	name := text(c.Body, "name")
	_, taken := named(c, typeStorage, name)
	switch {
	case !accountName.MatchString(name):
		return unavailable("AccountNameInvalid", arm.AccountNameInvalid(name).Message), nil
	case taken || takenByOthers(name):
		return unavailable("AlreadyExists", arm.StorageAccountAlreadyTaken(name).Message), nil
	}
	return Reply{Status: 200, Body: object{"nameAvailable": true}}, nil
}

// unavailable is the answer of every checkNameAvailability that says no.
func unavailable(reason, message string) Reply {
	return Reply{Status: 200, Body: object{"nameAvailable": false, "reason": reason, "message": message}}
}

// failOverAccount swaps the regions of a geo-redundant account; an account in
// an object replication policy cannot fail over.
func failOverAccount(c *Call) (Reply, *arm.Error) {
	if text(c.Old.Body, "properties.secondaryLocation") == "" {
		return Reply{}, arm.StorageFailoverNotSupported("it is not geo-redundant")
	}
	if len(c.Tx.Children(c.ID, typeReplication)) > 0 {
		return Reply{}, arm.StorageFailoverNotSupported("an object replication policy is configured on it")
	}
	r := c.Old
	was := text(r.Body, "properties.primaryLocation")
	set(r.Body, "properties.primaryLocation", text(r.Body, "properties.secondaryLocation"))
	if c.Query["failoverType"] == "Planned" {
		set(r.Body, "properties.secondaryLocation", was)
	} else {
		set(r.Body, "sku.name", strings.Replace(strings.Replace(text(r.Body, "sku.name"), "RAGRS", "LRS", 1), "GRS", "LRS", 1))
		remove(r.Body, "properties.secondaryLocation")
		remove(r.Body, "properties.statusOfSecondary")
		remove(r.Body, "properties.secondaryEndpoints")
	}
	set(r.Body, "properties.lastGeoFailoverTime", nowText(c))
	touch(c, r)
	return Reply{Status: 202, Async: true}, nil
}

// accountOf returns the account that an id in an account's tree belongs to.
func accountOf(tx store.Tx, id string) (*store.Resource, bool) {
	for id != "" && !strings.EqualFold(typeOf(id), typeStorage) {
		id = up(id)
	}
	return find(tx, id, typeStorage)
}
