package rp

import "slices"

// catalog lists the behaviours of all providers.
func catalog() []Behaviour {
	return slices.Concat(
		resourceBehaviours(), networkBehaviours(), privateLinkBehaviours(), dnsBehaviours(),
		msiBehaviours(), storageBehaviours(), keyVaultBehaviours(), sqlBehaviours(), webBehaviours(),
		registryBehaviours(), workspaceBehaviours(), insightsBehaviours(), authorizationBehaviours(),
		consumptionBehaviours(), portalBehaviours(), cdnBehaviours(), wafBehaviours(),
	)
}
