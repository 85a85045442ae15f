package rp

// portalBehaviours: dashboards are documents that the portal draws.
func portalBehaviours() []Behaviour {
	return []Behaviour{{Type: "Microsoft.Portal/dashboards"}}
}
