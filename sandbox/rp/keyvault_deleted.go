package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// bucketRecovery holds the secrets and keys of deleted vaults by vault id.
const bucketRecovery = "keyvault-recovery"

// deletedVault finds the deleted vault of a name whose retention still runs.
func deletedVault(c *Call, name string) (*store.Resource, bool) {
	for _, r := range c.Tx.All(typeDeletedVault) {
		if strings.EqualFold(r.Name, name) && !retentionOver(c, r) {
			return r, true
		}
	}
	return nil, false
}

func retentionOver(c *Call, r *store.Resource) bool {
	end, err := time.Parse(time.RFC3339, text(r.Body, "properties.scheduledPurgeDate"))
	return err == nil && !c.Tx.Now().Before(end)
}

// softDeleteVault keeps a vault that is deleted, by itself or with its group,
// until it is recovered, purged or its retention ends.
func softDeleteVault(c *Call) *arm.Error {
	if e := dropConnectionsOf(c); e != nil {
		return e
	}
	days, ok := number(c.Old.Body, "properties.softDeleteRetentionInDays")
	if !ok {
		days = 90
	}
	now := c.Tx.Now().UTC()
	id := "/subscriptions/" + c.SubID + "/providers/Microsoft.KeyVault/locations/" + c.Old.Location + "/deletedVaults/" + c.Name
	r := derive(c, id, "", object{
		"vaultId": c.Old.ID, "location": c.Old.Location, "deletionDate": now.Format(time.RFC3339),
		"scheduledPurgeDate":     now.Add(time.Duration(days) * 24 * time.Hour).Format(time.RFC3339),
		"purgeProtectionEnabled": isTrue(c.Old.Body, "properties.enablePurgeProtection"),
		"tags":                   c.Old.Body["tags"],
	})
	props, _ := c.Old.Body["properties"].(object)
	r.Hidden = object{"vault": store.Copy(props)}
	touch(c, r)
	return nil
}

// keepForRecovery keeps a secret or key that goes with its vault.
func keepForRecovery(c *Call) *arm.Error {
	var kept []store.Resource
	if _, err := c.Tx.Doc(bucketRecovery, arm.Key(c.Parent), &kept); err != nil {
		return arm.Internal(err.Error())
	}
	if err := c.Tx.PutDoc(bucketRecovery, arm.Key(c.Parent), append(kept, *c.Old)); err != nil {
		return arm.Internal(err.Error())
	}
	return nil
}

// recoverVault ends the soft deletion of a vault that was just written with
// createMode recover and brings its secrets and keys back.
func recoverVault(c *Call) *arm.Error {
	r, ok := deletedVault(c, c.Name)
	if c.Old != nil || !ok {
		return nil
	}
	c.Tx.Delete(r.ID)
	key := arm.Key(text(r.Body, "properties.vaultId"))
	var kept []store.Resource
	if _, err := c.Tx.Doc(bucketRecovery, key, &kept); err != nil {
		return arm.Internal(err.Error())
	}
	for i := range kept {
		c.Tx.Put(&kept[i])
	}
	c.Tx.DeleteDoc(bucketRecovery, key)
	return nil
}

// deletedVaultBehaviour: a deleted vault is read, and purged unless protected.
func deletedVaultBehaviour() Behaviour {
	return Behaviour{
		Type: typeDeletedVault,
		Allow: func(c *Call) *arm.Error {
			if c.Method != "GET" && c.Method != "HEAD" && c.Method != "POST" {
				return arm.MethodNotAllowed(c.Method, c.ID)
			}
			return nil
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"purge": func(c *Call) (Reply, *arm.Error) {
				if isTrue(c.Old.Body, "properties.purgeProtectionEnabled") {
					return Reply{}, arm.PurgeNotAllowed()
				}
				c.Tx.Delete(c.ID)
				c.Tx.DeleteDoc(bucketRecovery, arm.Key(text(c.Old.Body, "properties.vaultId")))
				return Reply{Status: 202, Async: true}, nil
			},
		},
	}
}

// deletedVaultsBehaviour lists the deleted vaults of all regions.
func deletedVaultsBehaviour() Behaviour {
	return Behaviour{
		Type: "Microsoft.KeyVault/deletedVaults",
		List: func(c *Call) ([]*store.Resource, *arm.Error) {
			var out []*store.Resource
			for _, r := range c.Tx.All(typeDeletedVault) {
				if !retentionOver(c, r) {
					out = append(out, r)
				}
			}
			return out, nil
		},
	}
}
