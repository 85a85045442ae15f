package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeVault        = "Microsoft.KeyVault/vaults"
	typeDeletedVault = "Microsoft.KeyVault/locations/deletedVaults"
)

var vaultName = patternOf(`^[a-zA-Z](-?[a-zA-Z0-9])+$`)

func keyVaultBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:        typeVault,
			Validate:    checks(validVaultName, freeVaultName, validVaultProtection, validVaultAccess),
			Fill:        fillVault,
			After:       recoverVault,
			Read:        showConnections,
			AfterDelete: softDeleteVault,
		},
		{Type: "Microsoft.KeyVault", Actions: map[string]func(*Call) (Reply, *arm.Error){"checknameavailability": checkVaultName}},
		deletedVaultBehaviour(), deletedVaultsBehaviour(),
		secretBehaviour("secrets"), secretBehaviour("keys"),
		connectionBehaviour(typeVault, Sync),
	}
}

func validVaultName(c *Call) *arm.Error {
	if len(c.Name) < 3 || len(c.Name) > 24 || !vaultName.MatchString(c.Name) {
		return arm.VaultNameNotValid(c.Name)
	}
	return nil
}

func recovering(c *Call) bool {
	return strings.EqualFold(text(c.New.Body, "properties.createMode"), "recover")
}

// freeVaultName: a name is taken by a vault and, until it is purged, by a
// deleted one; createMode recover brings that back.
func freeVaultName(c *Call) *arm.Error {
	if c.Old != nil {
		return nil
	}
	_, deleted := deletedVault(c, c.Name)
	_, taken := named(c, typeVault, c.Name)
	switch {
	case taken || takenByOthers(c.Name):
		return arm.VaultAlreadyExists(c.Name)
	case recovering(c) && !deleted:
		return arm.SoftDeletedVaultMissing(c.Name)
	case deleted && !recovering(c):
		return arm.VaultSoftDeleted()
	}
	return nil
}

func validVaultProtection(c *Call) *arm.Error {
	b := c.New.Body
	if on, given := truth(b, "properties.enablePurgeProtection"); given && !on {
		return arm.PurgeProtectionIrreversible()
	}
	if on, given := truth(b, "properties.enableSoftDelete"); given && !on {
		return arm.SoftDeleteIrreversible()
	}
	days, given := number(b, "properties.softDeleteRetentionInDays")
	if was, ok := number(c.before(), "properties.softDeleteRetentionInDays"); given && ok && was != days {
		return arm.RetentionFixed()
	}
	return nil
}

func validVaultAccess(c *Call) *arm.Error {
	b := c.New.Body
	if tenant := text(b, "properties.tenantId"); !strings.EqualFold(tenant, c.TenantID) {
		return arm.VaultTenantUnknown(tenant)
	}
	if c.Old == nil && !recovering(c) && !isTrue(b, "properties.enableRbacAuthorization") && at(b, "properties.accessPolicies") == nil {
		return arm.AccessPoliciesMissing()
	}
	for _, rule := range objects(b, "properties.networkAcls.virtualNetworkRules") {
		subnet, ok := find(c.Tx, text(rule, "id"), typeSubnet)
		switch {
		case !ok:
			return arm.VaultSubnetNotValid(text(rule, "id"))
		case !isTrue(rule, "ignoreMissingVnetServiceEndpoint") && !hasServiceEndpoint(subnet.Body, "Microsoft.KeyVault"):
			return arm.VaultSubnetWithoutEndpoint(subnet.Name, up(subnet.ID))
		}
	}
	return nil
}

func fillVault(c *Call) {
	b := c.New.Body
	if old, ok := deletedVault(c, c.Name); ok && recovering(c) {
		if vault, ok := old.Hidden["vault"].(object); ok {
			for k, v := range vault {
				fill(b, "properties."+k, v)
			}
		}
	}
	inherit(c, "properties.enablePurgeProtection", "properties.softDeleteRetentionInDays", "properties.enableRbacAuthorization",
		"properties.accessPolicies", "properties.networkAcls", "properties.publicNetworkAccess")
	fillAll(b, object{
		"properties.sku.family": "A", "properties.enableSoftDelete": true, "properties.softDeleteRetentionInDays": 90,
		"properties.enableRbacAuthorization": false, "properties.accessPolicies": []any{}, "properties.publicNetworkAccess": "Enabled",
		"properties.enabledForDeployment": false, "properties.enabledForDiskEncryption": false, "properties.enabledForTemplateDeployment": false,
	})
	if at(b, "properties.networkAcls") != nil {
		fillAll(b, object{"properties.networkAcls.ipRules": []any{}, "properties.networkAcls.virtualNetworkRules": []any{}})
	}
	remove(b, "properties.createMode")
	set(b, "properties.vaultUri", "https://"+strings.ToLower(c.Name)+".vault.azure.net/")
	set(b, "properties.provisioningState", "Succeeded")
}

func checkVaultName(c *Call) (Reply, *arm.Error) {
	name := text(c.Body, "name")
	_, deleted := deletedVault(c, name)
	_, taken := named(c, typeVault, name)
	switch {
	case len(name) < 3 || len(name) > 24 || !vaultName.MatchString(name):
		return unavailable("AccountNameInvalid", arm.VaultNameNotValid(name).Message), nil
	case deleted || taken || takenByOthers(name):
		return unavailable("AlreadyExists", arm.VaultAlreadyExists(name).Message), nil
	}
	return Reply{Status: 200, Body: object{"nameAvailable": true}}, nil
}

// secretBehaviour is that of secrets and keys, which ARM creates and reads but
// does not delete: that is the data plane's.
func secretBehaviour(kind string) Behaviour {
	return Behaviour{
		Type: typeVault + "/" + kind,
		Allow: func(c *Call) *arm.Error {
			if c.Method == "DELETE" && !c.Cascade {
				return arm.MethodNotAllowed(c.Method, c.ID)
			}
			return nil
		},
		Validate: func(c *Call) *arm.Error {
			if !secretName.MatchString(c.Name) {
				return arm.SecretNameInvalid(c.Name)
			}
			return nil
		},
		Fill: func(c *Call) { fillSecret(c, kind) },
		AfterDelete: func(c *Call) *arm.Error {
			if !c.Cascade {
				return nil
			}
			return keepForRecovery(c)
		},
	}
}

var secretName = patternOf(`^[a-zA-Z0-9-]{1,127}$`)

func fillSecret(c *Call, kind string) {
	b := c.New.Body
	if value := remove(b, "properties.value"); value != nil { // never shown, whoever asks
		c.New.Hidden["value"] = value
	}
	now := c.Tx.Now().Unix()
	singular := strings.TrimSuffix(kind, "s")
	uri := "https://" + strings.ToLower(leaf(c.Parent)) + ".vault.azure.net/" + kind + "/" + c.Name
	version := digest(32, "version", c.ID, c.Tx.Now().Format(time.RFC3339Nano))
	set(b, "properties."+singular+"Uri", uri)
	set(b, "properties."+singular+"UriWithVersion", uri+"/"+version)
	fill(b, "properties.attributes.enabled", true)
	keep(c, "properties.attributes.created", func() any { return now })
	set(b, "properties.attributes.updated", now)
	if kind != "keys" {
		return
	}
	fillAll(b, object{
		"properties.kty": "RSA", "properties.keyOps": anys("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"),
		"properties.attributes.exportable": false, "properties.attributes.recoveryLevel": "Recoverable+Purgeable",
	})
	if strings.HasPrefix(text(b, "properties.kty"), "RSA") {
		fill(b, "properties.keySize", 2048)
	}
}
