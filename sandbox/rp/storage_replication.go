package rp

import (
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// Limits of https://learn.microsoft.com/azure/storage/blobs/object-replication-overview.
const (
	replicationRules    = 1000
	replicationPolicies = 2
)

// replicationBehaviour: a policy lives under one id on both accounts. It is
// made on the destination first, under the name default; the service answers
// with the id and the rules' ids, and the source gets the same policy under
// that id.
func replicationBehaviour() Behaviour {
	return Behaviour{
		Type: typeReplication,
		Validate: checks(replicationAccounts, replicationSide, replicationPrerequisites,
			replicationContainers, replicationLimits),
		Fill: fillReplication,
	}
}

func sourceOf(doc object) string      { return text(doc, "properties.sourceAccount") }
func destinationOf(doc object) string { return text(doc, "properties.destinationAccount") }

// replicationAccounts: both accounts exist and one of them is the URL's.
func replicationAccounts(c *Call) *arm.Error {
	for _, p := range []string{"sourceAccount", "destinationAccount"} {
		id := text(c.New.Body, "properties."+p)
		if _, ok := find(c.Tx, id, typeStorage); !ok {
			return arm.ReplicationAccountNotFound(p, id)
		}
	}
	b := c.New.Body
	if arm.SameID(sourceOf(b), destinationOf(b)) {
		return arm.InvalidStorageProperty(sourceOf(b), "sourceAccount", "source and destination are the same account")
	}
	if !arm.SameID(sourceOf(b), c.Parent) && !arm.SameID(destinationOf(b), c.Parent) {
		return arm.ReplicationAccountMismatch(leaf(c.Parent))
	}
	return nil
}

// replicationSide: default on the destination, the destination's id on the source.
func replicationSide(c *Call) *arm.Error {
	b := c.New.Body
	if arm.SameID(destinationOf(b), c.Parent) {
		if c.Name != "default" && c.Old == nil {
			return arm.ReplicationPolicyIDInvalid(c.Name)
		}
		return nil
	}
	if !isGUID(c.Name) {
		return arm.ReplicationPolicyIDInvalid(c.Name)
	}
	peer, ok := c.Tx.Get(destinationOf(b) + "/objectReplicationPolicies/" + c.Name)
	if !ok {
		return arm.ReplicationNotOnDestination(c.Name, leaf(destinationOf(b)))
	}
	if !arm.SameID(sourceOf(peer.Body), c.Parent) || !sameRules(peer.Body, b) {
		return arm.ReplicationRulesDiffer(c.Name)
	}
	return nil
}

// sameRules compares the rules of both sides by id and containers.
func sameRules(a, b object) bool {
	key := func(doc object) map[string]bool {
		out := map[string]bool{}
		for _, r := range objects(doc, "properties.rules") {
			out[strings.Join([]string{text(r, "ruleId"), text(r, "sourceContainer"), text(r, "destinationContainer")}, "|")] = true
		}
		return out
	}
	ka, kb := key(a), key(b)
	for k := range kb {
		if !ka[k] {
			return false
		}
	}
	return len(ka) == len(kb)
}

func replicationPrerequisites(c *Call) *arm.Error {
	source, destination := sourceOf(c.New.Body), destinationOf(c.New.Body)
	for _, account := range []string{destination, source} {
		service, ok := c.Tx.Get(account + "/blobServices/default")
		if !ok || !isTrue(service.Body, "properties.isVersioningEnabled") {
			return arm.ReplicationPrerequisite("blob versioning", leaf(account))
		}
		if arm.SameID(account, source) && !isTrue(service.Body, "properties.changeFeed.enabled") {
			return arm.ReplicationPrerequisite("change feed", leaf(account))
		}
		if r, ok := c.Tx.Get(account); ok && isTrue(r.Body, "properties.isHnsEnabled") {
			return arm.ReplicationPrerequisite("a flat namespace", leaf(account))
		}
	}
	return nil
}

// replicationContainers: containers exist, each stands in one rule, and none
// is a destination here and a source elsewhere, or the other way round.
func replicationContainers(c *Call) *arm.Error {
	b := c.New.Body
	seen := map[string]bool{}
	for _, rule := range objects(b, "properties.rules") {
		for _, end := range [][2]string{{sourceOf(b), text(rule, "sourceContainer")}, {destinationOf(b), text(rule, "destinationContainer")}} {
			id := end[0] + "/blobServices/default/containers/" + end[1]
			if _, ok := find(c.Tx, id, typeContainer); !ok {
				return arm.ReplicationContainerNotFound(end[1], leaf(end[0]))
			}
			if seen[arm.Key(id)] {
				return arm.ReplicationContainerConflict(end[1], "another rule of the policy uses it")
			}
			seen[arm.Key(id)] = true
		}
	}
	for _, account := range []string{sourceOf(b), destinationOf(b)} {
		for _, other := range c.Tx.Children(account, typeReplication) {
			if err := replicationClash(other, b, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// replicationClash: no other policy uses one of our containers.
func replicationClash(other *store.Resource, b object, ours map[string]bool) *arm.Error {
	if arm.SameID(sourceOf(other.Body), sourceOf(b)) && arm.SameID(destinationOf(other.Body), destinationOf(b)) {
		return nil
	}
	for _, rule := range objects(other.Body, "properties.rules") {
		from := sourceOf(other.Body) + "/blobServices/default/containers/" + text(rule, "sourceContainer")
		to := destinationOf(other.Body) + "/blobServices/default/containers/" + text(rule, "destinationContainer")
		if ours[arm.Key(from)] {
			return arm.ReplicationContainerConflict(leaf(from), "it is the source of another policy's rule")
		}
		if ours[arm.Key(to)] {
			return arm.ReplicationContainerConflict(leaf(to), "it is the destination of another policy's rule")
		}
	}
	return nil
}

func replicationLimits(c *Call) *arm.Error {
	b := c.New.Body
	if len(list(b, "properties.rules")) > replicationRules {
		return arm.ReplicationLimit("rules of an object replication policy", replicationRules)
	}
	as := func(account string, side func(object) string) (n int) {
		for _, p := range c.Tx.Children(account, typeReplication) {
			pair := arm.SameID(sourceOf(p.Body), sourceOf(b)) && arm.SameID(destinationOf(p.Body), destinationOf(b))
			if arm.SameID(side(p.Body), account) && !pair {
				n++
			}
		}
		return n
	}
	if arm.SameID(sourceOf(b), c.Parent) && as(c.Parent, sourceOf) >= replicationPolicies {
		return arm.ReplicationLimit("destination accounts of a source account", replicationPolicies)
	}
	if arm.SameID(destinationOf(b), c.Parent) && as(c.Parent, destinationOf) >= replicationPolicies {
		return arm.ReplicationLimit("policies of a destination account", replicationPolicies)
	}
	return nil
}

// fillReplication gives a policy made as default its id, and its rules theirs.
// The pair of accounts has one policy: writing default again writes that one.
func fillReplication(c *Call) {
	b := c.New.Body
	if c.Name == "default" {
		name := freshGUID(c, "replication-policy", sourceOf(b))
		for _, p := range c.Tx.Children(c.Parent, typeReplication) {
			if arm.SameID(sourceOf(p.Body), sourceOf(b)) && arm.SameID(destinationOf(p.Body), destinationOf(b)) {
				name = p.Name
			}
		}
		c.New.Name, c.New.ID = name, c.Parent+"/objectReplicationPolicies/"+name
		c.ID, c.Name = c.New.ID, name
		b["id"], b["name"] = c.New.ID, name
	}
	earlier := map[string]string{}
	if r, ok := c.Tx.Get(c.New.ID); ok {
		for _, rule := range objects(r.Body, "properties.rules") {
			earlier[text(rule, "sourceContainer")+"|"+text(rule, "destinationContainer")] = text(rule, "ruleId")
		}
	}
	for i, rule := range objects(b, "properties.rules") {
		if text(rule, "ruleId") != "" {
			continue
		}
		id := earlier[text(rule, "sourceContainer")+"|"+text(rule, "destinationContainer")]
		if id == "" {
			id = freshGUID(c, "replication-rule", fmt.Sprint(i))
		}
		rule["ruleId"] = id
	}
	set(b, "properties.policyId", c.New.Name)
	keep(c, "properties.enabledTime", nil)
	if arm.SameID(sourceOf(b), c.Parent) {
		keep(c, "properties.enabledTime", func() any { return nowText(c) })
	}
}
