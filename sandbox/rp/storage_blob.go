package rp

import (
	"maps"
	"slices"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// containerName: lower-case letters, digits and single hyphens, 3 to 63 of
// them, or one of the names that the service itself uses.
var containerName = patternOf(`^(\$root|\$web|[a-z0-9](-?[a-z0-9])+)$`)

// nowText is the time of the call in the form that Azure writes times.
func nowText(c *Call) string { return c.Tx.Now().UTC().Format(time.RFC3339Nano) }

func blobServiceBehaviour() Behaviour {
	return Behaviour{
		Type:     typeBlobService,
		Default:  "default",
		Validate: keepReplicationPrerequisites,
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.cors.corsRules":                             []any{},
				"properties.deleteRetentionPolicy.enabled":              false,
				"properties.deleteRetentionPolicy.allowPermanentDelete": false,
				"properties.isVersioningEnabled":                        false,
				"properties.changeFeed.enabled":                         false,
				"properties.containerDeleteRetentionPolicy.enabled":     false,
			})
			if account, ok := accountOf(c.Tx, c.ID); ok {
				set(c.New.Body, "sku", at(account.Body, "sku"))
			}
		},
	}
}

// keepReplicationPrerequisites refuses to switch off what a replication policy
// of the account needs.
func keepReplicationPrerequisites(c *Call) *arm.Error {
	const why = "Object Replication is enabled"
	for _, policy := range c.Tx.Children(c.Parent, typeReplication) {
		if !isTrue(c.New.Body, "properties.isVersioningEnabled") {
			return arm.InvalidStorageProperty("False", "isVersioningEnabled", why)
		}
		source := arm.SameID(text(policy.Body, "properties.sourceAccount"), c.Parent)
		if source && !isTrue(c.New.Body, "properties.changeFeed.enabled") {
			return arm.InvalidStorageProperty("False", "Change Feed", why)
		}
	}
	return nil
}

func containerBehaviour() Behaviour {
	return Behaviour{
		Type:     typeContainer,
		Missing:  func(*Call) *arm.Error { return arm.ContainerNotFound() },
		Validate: checks(validContainerName, containerPublicAccess, containerMetadata),
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.publicAccess":                "None",
				"properties.defaultEncryptionScope":      "$account-encryption-key",
				"properties.denyEncryptionScopeOverride": false,
			})
			set(c.New.Body, "properties.lastModifiedTime", nowText(c))
			for path, v := range (object{
				"hasImmutabilityPolicy": false, "hasLegalHold": false, "leaseState": "Available", "leaseStatus": "Unlocked",
				"remainingRetentionDays": 0, "deleted": false,
			}) {
				keep(c, "properties."+path, func() any { return v })
			}
		},
		CanDelete: unretained,
	}
}

func validContainerName(c *Call) *arm.Error {
	if len(c.Name) < 3 || len(c.Name) > 63 || !containerName.MatchString(c.Name) {
		return arm.InvalidContainerName(c.Name)
	}
	return nil
}

func containerPublicAccess(c *Call) *arm.Error {
	access := text(c.New.Body, "properties.publicAccess")
	if access == "" || access == "None" {
		return nil
	}
	if account, ok := accountOf(c.Tx, c.ID); ok && !isTrue(account.Body, "properties.allowBlobPublicAccess") {
		return arm.PublicAccessNotPermitted()
	}
	return nil
}

// metadataName: the names of metadata are identifiers.
var metadataName = patternOf(`^[\p{L}_][\p{L}\p{N}_]*$`)

func containerMetadata(c *Call) *arm.Error {
	metadata, _ := at(c.New.Body, "properties.metadata").(object)
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		if !metadataName.MatchString(name) {
			return arm.InvalidMetadata(name)
		}
	}
	return nil
}

// unretained refuses to delete a container under a locked policy, and the
// account around it.
func unretained(c *Call) *arm.Error {
	account, _ := accountOf(c.Tx, c.ID)
	for _, p := range c.Tx.Children(c.ID, typeImmutability) {
		switch {
		case !policyLocked(p):
		case c.Cascade:
			return arm.AccountProtected(account.Name, c.Name)
		default:
			return arm.ContainerProtected(account.Name, c.Name)
		}
	}
	return nil
}

func policyLocked(policy *store.Resource) bool {
	return policy != nil && text(policy.Body, "properties.state") == "Locked"
}

func immutabilityBehaviour() Behaviour {
	return Behaviour{
		Type: typeImmutability,
		Validate: func(c *Call) *arm.Error {
			if policyLocked(c.Old) {
				return arm.ImmutabilityPolicyLocked()
			}
			return nil
		},
		Fill: func(c *Call) {
			keep(c, "properties.state", func() any { return "Unlocked" })
			fill(c.New.Body, "properties.immutabilityPeriodSinceCreationInDays", 0)
		},
		After: func(c *Call) *arm.Error { return markImmutable(c, true) },
		CanDelete: func(c *Call) *arm.Error {
			if policyLocked(c.Old) && !c.Cascade {
				return arm.ImmutabilityPolicyLocked()
			}
			return nil
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"lock": func(c *Call) (Reply, *arm.Error) { // for good
				set(c.Old.Body, "properties.state", "Locked")
				return Reply{Status: 200, Body: touch(c, c.Old).Body}, nil
			},
		},
		AfterDelete: func(c *Call) *arm.Error { return markImmutable(c, false) },
	}
}

// markImmutable shows on the container whether it has an immutability policy.
func markImmutable(c *Call, has bool) *arm.Error {
	if r, ok := c.Tx.Get(c.Parent); ok && !c.Cascade {
		set(r.Body, "properties.hasImmutabilityPolicy", has)
		touch(c, r)
	}
	return nil
}

// lifecycleBehaviour is that of the account's rule documents, of which there
// is one of each kind, named default.
func lifecycleBehaviour(kind string) Behaviour {
	return Behaviour{
		Type: typeStorage + "/" + kind,
		Validate: func(c *Call) *arm.Error {
			if c.Name != "default" && c.Name != "DefaultManagementPolicy" && c.Name != "DefaultInventoryPolicy" {
				return arm.InvalidStorageProperty(c.Name, kind+" name", "it must be 'default'")
			}
			return nil
		},
		Fill: func(c *Call) { set(c.New.Body, "properties.lastModifiedTime", nowText(c)) },
	}
}
