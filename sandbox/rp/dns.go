package rp

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	typePrivateZone = "Microsoft.Network/privateDnsZones"
	typeZoneLink    = typePrivateZone + "/virtualNetworkLinks"
	typeZone        = "Microsoft.Network/dnsZones"
)

var recordKinds = []string{"A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT"}

var zoneName = patternOf(`^([a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?\.)+[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?$`)

func dnsBehaviours() []Behaviour {
	out := []Behaviour{
		{
			Type:     typePrivateZone,
			Validate: validZoneName,
			Fill: func(c *Call) {
				set(c.New.Body, "properties.provisioningState", "Succeeded")
				fillAll(c.New.Body, object{
					"properties.maxNumberOfRecordSets": 25000, "properties.maxNumberOfVirtualNetworkLinks": 1000,
					"properties.maxNumberOfVirtualNetworkLinksWithRegistration": 100,
				})
				keep(c, "properties.internalId", fresh(c, "zone"))
			},
			After: privateZoneStart,
			Read:  countZone,
			CanDelete: func(c *Call) *arm.Error {
				if kids := c.Tx.Children(c.ID, typeZoneLink); len(kids) > 0 && !c.Cascade {
					return arm.CannotDeleteNested(c.ID, kids[0].ID)
				}
				return nil
			},
			Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
		},
		zoneLinkBehaviour(),
		{
			Type:     typeZone,
			Validate: validZoneName,
			Fill: func(c *Call) {
				n := digest(1, "name-server", c.Name)
				var servers []string
				for i, tld := range []string{"com", "net", "org", "info"} {
					servers = append(servers, fmt.Sprintf("ns%d-0%s.azure-dns.%s.", i+1, n, tld))
				}
				fillAll(c.New.Body, object{
					"properties.zoneType": "Public", "properties.maxNumberOfRecordSets": 10000, "properties.nameServers": anys(servers...),
				})
			},
			Read: countZone,
		},
	}
	for _, kind := range recordKinds {
		out = append(out, recordBehaviour(typePrivateZone, kind), recordBehaviour(typeZone, kind))
	}
	return out
}

func validZoneName(c *Call) *arm.Error {
	if !zoneName.MatchString(c.Name) {
		return arm.DNSZoneNameInvalid(c.Name)
	}
	return nil
}

// privateZoneStart writes the record that each zone begins with.
func privateZoneStart(c *Call) *arm.Error {
	if c.Old != nil {
		return nil
	}
	derive(c, c.ID+"/SOA/@", "", object{
		"fqdn": c.Name + ".", "ttl": 3600, "isAutoRegistered": false,
		"soaRecord": object{
			"email": "azureprivatedns-host.microsoft.com", "host": "azureprivatedns.net", "expireTime": 2419200,
			"minimumTtl": 10, "refreshTime": 3600, "retryTime": 300, "serialNumber": 1,
		},
	})
	return nil
}

// countZone shows how many records and links a zone has.
func countZone(c *Call) {
	records, networks, registering := 0, 0, 0
	for _, r := range c.Tx.Children(c.New.ID, "") {
		switch {
		case strings.EqualFold(r.Type, typeZoneLink):
			networks++
			if isTrue(r.Body, "properties.registrationEnabled") {
				registering++
			}
		default:
			records++
		}
	}
	set(c.New.Body, "properties.numberOfRecordSets", records)
	if strings.EqualFold(c.New.Type, typePrivateZone) {
		set(c.New.Body, "properties.numberOfVirtualNetworkLinks", networks)
		set(c.New.Body, "properties.numberOfVirtualNetworkLinksWithRegistration", registering)
	}
}

func zoneLinkBehaviour() Behaviour {
	return Behaviour{
		Type: typeZoneLink,
		Validate: func(c *Call) *arm.Error {
			vnet := text(c.New.Body, "properties.virtualNetwork.id")
			if _, ok := find(c.Tx, vnet, typeVNet); !ok {
				return arm.DNSNetworkNotFound(vnet)
			}
			for _, l := range c.Tx.All(typeZoneLink) {
				if !arm.SameID(l.ID, c.ID) && arm.SameID(text(l.Body, "properties.virtualNetwork.id"), vnet) &&
					strings.EqualFold(leaf(up(l.ID)), leaf(c.Parent)) {
					return arm.DNSZoneOverlap(leaf(vnet), leaf(c.Parent), leaf(up(l.ID)))
				}
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.registrationEnabled": false})
			set(c.New.Body, "properties.provisioningState", "Succeeded")
			set(c.New.Body, "properties.virtualNetworkLinkState", "Completed")
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
	}
}

// recordList is the property that holds a kind's records, and whether it is
// one object instead of a list.
func recordList(zone, kind string) (string, bool) {
	upper := map[string]string{"A": "ARecords", "AAAA": "AAAARecords", "CNAME": "CNAMERecord", "MX": "MXRecords",
		"PTR": "PTRRecords", "SOA": "SOARecord", "SRV": "SRVRecords", "TXT": "TXTRecords"}[kind]
	if zone == typeZone {
		return upper, kind == "CNAME" || kind == "SOA"
	}
	lower := map[string]string{"A": "aRecords", "AAAA": "aaaaRecords", "CNAME": "cnameRecord", "MX": "mxRecords",
		"PTR": "ptrRecords", "SOA": "soaRecord", "SRV": "srvRecords", "TXT": "txtRecords"}[kind]
	return lower, kind == "CNAME" || kind == "SOA"
}

func recordBehaviour(zone, kind string) Behaviour {
	path, single := recordList(zone, kind)
	return Behaviour{
		Type: zone + "/" + kind,
		Validate: func(c *Call) *arm.Error {
			if kind == "CNAME" && c.Name == "@" {
				return arm.RecordCNAMEApex()
			}
			ttl, ok := number(c.New.Body, "properties.ttl")
			if zone == typeZone && !ok {
				ttl, ok = number(c.New.Body, "properties.TTL")
			}
			if !ok || ttl < 1 {
				return arm.RecordTTL(c.Name)
			}
			if !single && len(list(c.New.Body, "properties."+path)) == 0 && at(c.New.Body, "properties.targetResource.id") == nil {
				return arm.RecordEmpty(kind, c.Name)
			}
			for _, a := range objects(c.New.Body, "properties."+path) {
				if ip, err := netip.ParseAddr(text(a, "ipv4Address")); kind == "A" && (err != nil || !ip.Is4()) {
					return arm.RecordAddressInvalid(text(a, "ipv4Address"))
				}
			}
			return recordConflict(c, kind)
		},
		Fill: func(c *Call) {
			host := c.Name + "."
			if c.Name == "@" {
				host = ""
			}
			set(c.New.Body, "properties.fqdn", host+leaf(c.Parent)+".")
			if zone == typePrivateZone {
				set(c.New.Body, "properties.isAutoRegistered", false)
			} else {
				set(c.New.Body, "properties.provisioningState", "Succeeded")
			}
		},
		CanDelete: func(c *Call) *arm.Error {
			if (kind == "SOA" || kind == "NS") && !c.Cascade {
				return arm.RecordUndeletable(kind)
			}
			return nil
		},
	}
}

// recordConflict: a CNAME stands alone under its name.
func recordConflict(c *Call, kind string) *arm.Error {
	for _, r := range c.Tx.Children(c.Parent, "") {
		if strings.EqualFold(r.Name, c.Name) && !arm.SameID(r.ID, c.ID) && !strings.EqualFold(r.Type, typeZoneLink) &&
			(kind == "CNAME" || strings.HasSuffix(strings.ToUpper(r.Type), "/CNAME")) {
			return arm.RecordCNAMEConflict(c.Name)
		}
	}
	return nil
}

func zoneGroupBehaviour() Behaviour {
	return Behaviour{
		Type: typeZoneGroup,
		Validate: func(c *Call) *arm.Error {
			configs := objects(c.New.Body, "properties.privateDnsZoneConfigs")
			if len(configs) == 0 || len(configs) > 5 {
				return arm.ZoneGroupZoneCount(c.ID)
			}
			for _, cfg := range configs {
				id := text(cfg, "properties.privateDnsZoneId")
				if _, ok := find(c.Tx, id, typePrivateZone); !ok {
					return arm.InvalidResourceReference(id, c.ID)
				}
			}
			for _, g := range c.Tx.Children(c.Parent, typeZoneGroup) {
				if !arm.SameID(g.ID, c.ID) {
					return arm.ZoneGroupLimit(c.Parent)
				}
			}
			return nil
		},
		Fill:        fillZoneGroup,
		After:       func(c *Call) *arm.Error { dropRecords(c, c.Old); writeRecords(c); return nil },
		AfterDelete: func(c *Call) *arm.Error { dropRecords(c, c.Old); return nil },
		Create:      AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
	}
}

// fillZoneGroup shows the records that the group keeps: those of the
// endpoint's host names for which the zone answers.
func fillZoneGroup(c *Call) {
	set(c.New.Body, "properties.provisioningState", "Succeeded")
	endpoint, ok := c.Tx.Get(c.Parent)
	if !ok {
		return
	}
	for _, cfg := range objects(c.New.Body, "properties.privateDnsZoneConfigs") {
		zone := leaf(text(cfg, "properties.privateDnsZoneId"))
		records := []any{}
		for _, dns := range objects(endpoint.Body, "properties.customDnsConfigs") {
			name, ok := recordName(text(dns, "fqdn"), zone)
			if !ok {
				continue
			}
			records = append(records, object{
				"recordType": "A", "recordSetName": name, "fqdn": name + "." + zone, "ttl": 10,
				"provisioningState": "Succeeded", "ipAddresses": at(dns, "ipAddresses"),
			})
		}
		set(cfg, "properties.recordSets", records)
	}
}

// recordName is the name that a public host has in a private-link zone.
func recordName(host, zone string) (string, bool) {
	for suffix, private := range linkZones {
		if strings.EqualFold(private, zone) && strings.HasSuffix(host, "."+suffix) {
			return strings.TrimSuffix(host, "."+suffix), true
		}
	}
	return "", false
}

// writeRecords adds the group's addresses to the zones' record sets.
func writeRecords(c *Call) {
	for _, cfg := range objects(c.New.Body, "properties.privateDnsZoneConfigs") {
		zone := text(cfg, "properties.privateDnsZoneId")
		for _, rec := range objects(cfg, "properties.recordSets") {
			id := zone + "/A/" + text(rec, "recordSetName")
			var addresses []any
			if r, ok := c.Tx.Get(id); ok {
				addresses = list(r.Body, "properties.aRecords")
			}
			for _, ip := range texts(rec, "ipAddresses") {
				addresses = append(addresses, object{"ipv4Address": ip})
			}
			derive(c, id, "", object{
				"fqdn": text(rec, "fqdn") + ".", "ttl": 10, "isAutoRegistered": false, "aRecords": addresses,
				"metadata": object{"creator": "created by private endpoint " + leaf(c.Parent)},
			})
		}
	}
}

// dropRecords takes a group's addresses out of the record sets again.
func dropRecords(c *Call, group *store.Resource) {
	if group == nil {
		return
	}
	for _, cfg := range objects(group.Body, "properties.privateDnsZoneConfigs") {
		for _, rec := range objects(cfg, "properties.recordSets") {
			r, ok := c.Tx.Get(text(cfg, "properties.privateDnsZoneId") + "/A/" + text(rec, "recordSetName"))
			if !ok {
				continue
			}
			gone := map[string]bool{}
			for _, ip := range texts(rec, "ipAddresses") {
				gone[ip] = true
			}
			var left []any
			for _, a := range objects(r.Body, "properties.aRecords") {
				if !gone[text(a, "ipv4Address")] {
					left = append(left, a)
				}
			}
			if len(left) == 0 {
				c.Tx.Delete(r.ID)
				continue
			}
			set(r.Body, "properties.aRecords", left)
			touch(c, r)
		}
	}
}
