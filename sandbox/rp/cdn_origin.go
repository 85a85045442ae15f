package rp

import (
	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

var hostName = patternOf(`^([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\.)+[a-zA-Z]{2,63}$|^\d{1,3}(\.\d{1,3}){3}$`)

func originGroupBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type: typeOriginGroup,
		Validate: checks(func(c *Call) *arm.Error {
			b := c.New.Body
			if len(c.Name) > 90 || !edgeName.MatchString(c.Name) {
				return arm.ProfileNameInvalid("origin group", c.Name)
			}
			if at(b, "properties.loadBalancingSettings") == nil {
				return arm.OriginGroupSettings()
			}
			wanted, _ := number(b, "properties.loadBalancingSettings.successfulSamplesRequired")
			size, given := number(b, "properties.loadBalancingSettings.sampleSize")
			if given && wanted > size {
				return arm.OriginSamples(int(wanted), int(size))
			}
			if !probes(b) && len(enabledOrigins(c, c.ID, "")) > 1 {
				return arm.ProbeRequired(c.Name)
			}
			return nil
		}, edgeLimit("origin groups")),
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.loadBalancingSettings.sampleSize": 4, "properties.loadBalancingSettings.successfulSamplesRequired": 3,
				"properties.loadBalancingSettings.additionalLatencyInMilliseconds": 50, "properties.sessionAffinityState": "Disabled",
			})
			deployed(c)
		},
		CanDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			if r, ok := referrer(c, typeRoute, c.ID, routeGroup); ok {
				return arm.StillReferenced("origin group", c.Name, r.Name)
			}
			return nil
		},
	})
}

// probes reports whether a group's health probe is on.
func probes(group object) bool {
	kind := text(group, "properties.healthProbeSettings.probeRequestType")
	return at(group, "properties.healthProbeSettings") != nil && kind != "NotSet"
}

// enabledOrigins lists a group's enabled origins but one.
func enabledOrigins(c *Call, group, but string) []*store.Resource {
	var out []*store.Resource
	for _, o := range c.Tx.Children(group, typeOrigin) {
		if text(o.Body, "properties.enabledState") != "Disabled" && !arm.SameID(o.ID, but) {
			out = append(out, o)
		}
	}
	return out
}

func originBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type:     typeOrigin,
		Validate: checks(validOrigin, validOriginLink, originStillNeeded),
		Fill: func(c *Call) {
			b := c.New.Body
			fillAll(b, object{
				"properties.httpPort": 80, "properties.httpsPort": 443, "properties.priority": 1, "properties.weight": 1000,
				"properties.enabledState": "Enabled", "properties.enforceCertificateNameCheck": true, "properties.originGroupName": leaf(c.Parent),
			})
			if at(b, "properties.sharedPrivateLinkResource") != nil {
				fill(b, "properties.sharedPrivateLinkResource.status", "Pending")
			}
			deployed(c)
		},
		After: linkOrigin,
		Read: func(c *Call) {
			if connection, ok := originConnection(c, c.New); ok {
				set(c.New.Body, "properties.sharedPrivateLinkResource.status", connectionStatus(connection.Body))
			}
		},
		CanDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			return lastOrigin(c)
		},
		AfterDelete: func(c *Call) *arm.Error { return unlinkOrigin(c, c.Old) },
	})
}

func validOrigin(c *Call) *arm.Error {
	host := text(c.New.Body, "properties.hostName")
	if host == "" {
		host = text(c.before(), "properties.hostName")
	}
	if !edgeName.MatchString(c.Name) {
		return arm.ProfileNameInvalid("origin", c.Name)
	}
	if !hostName.MatchString(host) {
		return arm.OriginHostInvalid(host)
	}
	group, ok := c.Tx.Get(c.Parent)
	if ok && text(c.New.Body, "properties.enabledState") != "Disabled" && !probes(group.Body) && len(enabledOrigins(c, c.Parent, c.ID)) > 0 {
		return arm.ProbeRequired(group.Name)
	}
	return nil
}

// originStillNeeded: disabling the last enabled origin of a group with routes.
func originStillNeeded(c *Call) *arm.Error {
	if c.Old == nil || text(c.New.Body, "properties.enabledState") != "Disabled" {
		return nil
	}
	return lastOrigin(c)
}

func lastOrigin(c *Call) *arm.Error {
	if len(enabledOrigins(c, c.Parent, c.ID)) > 0 {
		return nil
	}
	if r, ok := referrer(c, typeRoute, c.Parent, routeGroup); ok {
		return arm.OriginInUse(c.Name, r.Name)
	}
	return nil
}
