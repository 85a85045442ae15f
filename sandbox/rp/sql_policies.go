package rp

import (
	"net/netip"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// sqlPolicies are the documents that hang on servers and databases. All but
// firewall and network rules exist from the start.
func sqlPolicies() []Behaviour {
	var out []Behaviour
	for _, on := range []string{typeServer, typeDatabase} {
		for _, kind := range []string{"auditingSettings", "extendedAuditingSettings"} {
			out = append(out, auditingBehaviour(on+"/"+kind))
		}
		out = append(out,
			Behaviour{Type: on + "/securityAlertPolicies", Default: "Default", Fill: fillAlertPolicy, Update: LocationHeader},
			Behaviour{Type: on + "/advancedThreatProtectionSettings", Default: "Default", Fill: func(c *Call) {
				fill(c.New.Body, "properties.state", "Disabled")
				keep(c, "properties.creationTime", func() any { return nowText(c) })
			}},
			Behaviour{Type: on + "/vulnerabilityAssessments", Default: "Default", Fill: func(c *Call) {
				fillAll(c.New.Body, object{
					"properties.recurringScans.isEnabled": false, "properties.recurringScans.emailSubscriptionAdmins": true,
				})
			}},
		)
	}
	return append(out,
		Behaviour{Type: typeServer + "/sqlVulnerabilityAssessments", Default: "default", Fill: func(c *Call) {
			fill(c.New.Body, "properties.state", "Disabled")
		}},
		Behaviour{Type: typeServer + "/connectionPolicies", Default: "default", Fill: func(c *Call) {
			fill(c.New.Body, "properties.connectionType", "Default")
		}},
		Behaviour{Type: typeServer + "/encryptionProtector", Default: "current", Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"kind": "servicemanaged", "properties.serverKeyType": "ServiceManaged", "properties.serverKeyName": "ServiceManaged",
				"properties.autoRotationEnabled": false,
			})
		}, Update: LocationHeader},
		Behaviour{Type: typeDatabase + "/transparentDataEncryption", Default: "current", Fill: func(c *Call) {
			fill(c.New.Body, "properties.state", "Enabled")
		}},
		retentionBehaviour(),
		Behaviour{Type: typeDatabase + "/backupLongTermRetentionPolicies", Default: "default", Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.weeklyRetention": "PT0S", "properties.monthlyRetention": "PT0S",
				"properties.yearlyRetention": "PT0S", "properties.weekOfYear": 0,
			})
		}, Update: LocationHeader},
		Behaviour{Type: typeServer + "/firewallRules", Validate: validFirewallRule},
		Behaviour{Type: typeServer + "/virtualNetworkRules", Validate: validNetworkRule,
			Fill: func(c *Call) { set(c.New.Body, "properties.state", "Ready") }, Create: LocationHeader, Remove: LocationHeader},
	)
}

func fillAlertPolicy(c *Call) {
	fillAll(c.New.Body, object{
		"properties.state": "Disabled", "properties.disabledAlerts": anys(""), "properties.emailAddresses": anys(""),
		"properties.emailAccountAdmins": false, "properties.retentionDays": 0,
	})
	keep(c, "properties.creationTime", func() any { return nowText(c) })
}

// auditingBehaviour: an enabled policy sends its records somewhere.
func auditingBehaviour(typ string) Behaviour {
	return Behaviour{
		Type: typ, Default: "default",
		Validate: func(c *Call) *arm.Error {
			endpoint := text(c.New.Body, "properties.storageEndpoint")
			if text(c.New.Body, "properties.state") == "Enabled" && endpoint == "" && !isTrue(c.New.Body, "properties.isAzureMonitorTargetEnabled") {
				return arm.UnknownObjectInPolicy("storageEndpoint", endpoint)
			}
			if endpoint != "" && !strings.HasPrefix(endpoint, "https://") {
				return arm.UnknownObjectInPolicy("storageEndpoint", endpoint)
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.state": "Disabled", "properties.retentionDays": 0, "properties.auditActionsAndGroups": []any{},
				"properties.isStorageSecondaryKeyInUse": false, "properties.isAzureMonitorTargetEnabled": false,
				"properties.storageEndpoint": "", "properties.storageAccountSubscriptionId": "00000000-0000-0000-0000-000000000000",
			})
			if text(c.New.Body, "properties.state") == "Enabled" && len(list(c.New.Body, "properties.auditActionsAndGroups")) == 0 {
				set(c.New.Body, "properties.auditActionsAndGroups", anys("SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
					"FAILED_DATABASE_AUTHENTICATION_GROUP", "BATCH_COMPLETED_GROUP"))
			}
		},
		Update: LocationHeader,
	}
}

func retentionBehaviour() Behaviour {
	return Behaviour{
		Type: typeDatabase + "/backupShortTermRetentionPolicies", Default: "default",
		Validate: func(c *Call) *arm.Error {
			if days, ok := number(c.New.Body, "properties.retentionDays"); ok && (days < 1 || days > 35) {
				return arm.RetentionInvalid(int(days))
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.retentionDays": 7, "properties.diffBackupIntervalInHours": 12})
		},
		Update: LocationHeader,
	}
}

// validNetworkRule: the subnet lies in the server's region and, unless the
// request waives that, has the service endpoint of Microsoft.Sql.
func validNetworkRule(c *Call) *arm.Error {
	id := text(c.New.Body, "properties.virtualNetworkSubnetId")
	subnet, ok := find(c.Tx, id, typeSubnet)
	if !ok {
		return arm.InvalidResourceReference(id, c.ID)
	}
	server, here := c.Tx.Get(c.Parent)
	vnet, there := c.Tx.Get(up(id))
	if here && there && server.Location != vnet.Location {
		return arm.NetworkRuleRegion(server.Location, vnet.Location)
	}
	if !isTrue(c.New.Body, "properties.ignoreMissingVnetServiceEndpoint") && !hasServiceEndpoint(subnet.Body, "Microsoft.Sql") {
		return arm.NetworkRuleWithoutEndpoint(id)
	}
	return nil
}

func validFirewallRule(c *Call) *arm.Error {
	start, err := netip.ParseAddr(text(c.New.Body, "properties.startIpAddress"))
	if err != nil || !start.Is4() {
		return arm.FirewallRuleInvalid(c.Name, "startIpAddress is no IPv4 address")
	}
	end, err := netip.ParseAddr(text(c.New.Body, "properties.endIpAddress"))
	if err != nil || !end.Is4() {
		return arm.FirewallRuleInvalid(c.Name, "endIpAddress is no IPv4 address")
	}
	if end.Less(start) {
		return arm.FirewallRuleInvalid(c.Name, "endIpAddress lies before startIpAddress")
	}
	server, ok := c.Tx.Get(c.Parent)
	if ok && text(server.Body, "properties.publicNetworkAccess") == "Disabled" {
		return arm.PublicAccessDisabled()
	}
	return nil
}
