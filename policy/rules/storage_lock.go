package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// The locks of the resource manager.
const (
	typeKeepLock         = "azure-native:authorization:ManagementLockByScope"
	typeKeepLockResource = "azure-native:authorization:ManagementLockAtResourceLevel"
	typeKeepLockGroup    = "azure-native:authorization:ManagementLockAtResourceGroupLevel"
)

// demandLocks reports each resource that no lock keeps from being deleted,
// neither its own nor its group's, and each lock on one of them that is none.
func demandLocks(g *rule.Graph, j *rule.Judge, owners []*rule.Resource) {
	undecided := false
	locks := map[*rule.Resource]bool{}
	for _, lock := range g.OfType(typeKeepLock, typeKeepLockResource, typeKeepLockGroup) {
		held, decided := lockedBy(g, j, lock, owners)
		undecided = undecided || !decided
		if len(held) == 0 {
			continue
		}
		j.On(lock).OneOf(lock.Get("level"), nil, "CanNotDelete")
		for _, r := range held {
			locks[r] = true
		}
	}
	for _, r := range owners {
		if in := r.Get("resourceGroupName"); !locks[r] && in.Unknown() && len(r.PropertyDependencies["resourceGroupName"]) == 0 {
			j.On(r).NotYetKnown(in)
		} else if !locks[r] && !undecided {
			demandFor(j, r, misled(g, r, byID(g, "scope"), typeKeepLock),
				"without a lock", "a ManagementLockByScope with level CanNotDelete on it or on its resource group")
		}
	}
}

// lockedBy lists those of the owners that a lock is on.
func lockedBy(g *rule.Graph, j *rule.Judge, lock *rule.Resource, owners []*rule.Resource) (held []*rule.Resource, decided bool) {
	if lock.Type == typeKeepLock {
		on, decided := related(g, j, lock, lock.Get("scope"), typeStorageAccount, typeKeyVault, typeServer, typeResourceGroup)
		for _, r := range owners {
			if on != nil && (r == on || on.Type == typeResourceGroup && strings.EqualFold(rule.GroupName(r), rule.AzureName(on))) {
				held = append(held, r)
			}
		}
		return held, decided
	}
	group := lock.Get("resourceGroupName")
	name := lock.Get("resourceName")
	if group.Unknown() || name.Unknown() {
		j.On(lock).NotYetKnown(group)
		return nil, false
	}
	for _, r := range owners {
		whole := lock.Type == typeKeepLockGroup || strings.EqualFold(rule.AzureName(r), name.Text())
		if whole && group.Text() != "" && strings.EqualFold(rule.GroupName(r), group.Text()) {
			held = append(held, r)
		}
	}
	return held, true
}
