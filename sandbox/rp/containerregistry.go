package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeRegistry    = "Microsoft.ContainerRegistry/registries"
	typeReplica     = typeRegistry + "/replications"
	premiumRegistry = "Premium"
)

var registryName = patternOf(`^[a-zA-Z0-9]{5,50}$`)

func registryBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:        typeRegistry,
			Validate:    checks(validRegistry, identitiesExist),
			Fill:        fillRegistry,
			Read:        showConnections,
			AfterDelete: dropConnectionsOf,
			Actions: map[string]func(*Call) (Reply, *arm.Error){
				"listcredentials": func(c *Call) (Reply, *arm.Error) {
					return Reply{Status: 200, Body: object{"username": c.Name, "passwords": []any{
						object{"name": "password", "value": digest(40, "registry-password", c.ID)},
					}}}, nil
				},
			},
			Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
			Takes: 10 * time.Second,
		},
		{
			Type: typeReplica,
			Validate: func(c *Call) *arm.Error {
				registry, ok := c.Tx.Get(c.Parent)
				if !ok {
					return arm.NotFoundAt(c.Parent)
				}
				if sku := text(registry.Body, "sku.name"); sku != premiumRegistry {
					return arm.RegistrySkuFeature("replications", sku)
				}
				place := arm.NormalLocation(text(c.New.Body, "location"))
				for _, r := range c.Tx.Children(c.Parent, typeReplica) {
					if r.Location == place && !arm.SameID(r.ID, c.ID) {
						return arm.ReplicationHome(place)
					}
				}
				if registry.Location == place {
					return arm.ReplicationHome(place)
				}
				return nil
			},
			Fill: func(c *Call) {
				fillAll(c.New.Body, object{"properties.regionEndpointEnabled": true, "properties.zoneRedundancy": "Disabled"})
				set(c.New.Body, "properties.provisioningState", "Succeeded")
				set(c.New.Body, "properties.status", object{"displayStatus": "Ready"})
			},
			Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
		},
		connectionBehaviour(typeRegistry, AsyncHeader),
	}
}

func validRegistry(c *Call) *arm.Error {
	if !registryName.MatchString(c.Name) {
		return arm.RegistryNameInvalid(c.Name)
	}
	if _, taken := named(c, typeRegistry, c.Name); c.Old == nil && (taken || takenByOthers(c.Name)) {
		return arm.RegistryNameTaken(c.Name)
	}
	sku := text(c.New.Body, "sku.name")
	if text(c.New.Body, "properties.publicNetworkAccess") == "Disabled" && sku != premiumRegistry {
		return arm.RegistrySkuFeature("publicNetworkAccess", sku)
	}
	if text(c.New.Body, "properties.zoneRedundancy") == "Enabled" && sku != premiumRegistry {
		return arm.RegistrySkuFeature("zoneRedundancy", sku)
	}
	return nil
}

func fillRegistry(c *Call) {
	b := c.New.Body
	set(b, "sku.tier", text(b, "sku.name"))
	fillAll(b, object{
		"properties.adminUserEnabled": false, "properties.dataEndpointEnabled": false,
		"properties.publicNetworkAccess": "Enabled", "properties.networkRuleBypassOptions": "AzureServices",
		"properties.zoneRedundancy": "Disabled", "properties.encryption.status": "disabled",
	})
	keep(c, "properties.creationDate", func() any { return nowText(c) })
	set(b, "properties.loginServer", strings.ToLower(c.Name)+".azurecr.io")
	set(b, "properties.provisioningState", "Succeeded")
	fillIdentity(c)
}
