package rp

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// routeGroup is the origin group of a route.
func routeGroup(route object) []string { return []string{text(route, "properties.originGroup.id")} }

func routeDomains(route object) []string {
	return idsOf(objects(route, "properties.customDomains"), "id")
}

func routeRuleSets(route object) []string { return idsOf(objects(route, "properties.ruleSets"), "id") }

func routeBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type:     typeRoute,
		Validate: checks(routeOrigin, routeReferences, routePatterns, routeProtocols, routeAlone),
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.supportedProtocols": anys("Http", "Https"), "properties.patternsToMatch": anys("/*"),
				"properties.forwardingProtocol": "MatchRequest", "properties.linkToDefaultDomain": "Disabled",
				"properties.httpsRedirect": "Disabled", "properties.enabledState": "Enabled",
				"properties.customDomains": []any{}, "properties.ruleSets": []any{}, "properties.endpointName": leaf(c.Parent),
			})
			for _, d := range objects(c.New.Body, "properties.customDomains") {
				set(d, "isActive", true)
			}
			deployed(c)
		},
	})
}

// inProfile finds a resource of the call's own profile.
func inProfile(c *Call, id, typ string) bool {
	profile, ok := profileOf(c)
	_, found := find(c.Tx, id, typ)
	return ok && found && arm.Within(id, profile.ID)
}

// routeOrigin: the group exists and has an enabled origin.
func routeOrigin(c *Call) *arm.Error {
	id := text(c.New.Body, "properties.originGroup.id")
	if !inProfile(c, id, typeOriginGroup) || len(enabledOrigins(c, id, "")) == 0 {
		return arm.RouteWithoutOrigin()
	}
	return nil
}

func routeReferences(c *Call) *arm.Error {
	for _, id := range routeDomains(c.New.Body) {
		if !inProfile(c, id, typeCustomDomain) {
			return arm.ReferenceMissing("customDomains", id)
		}
	}
	for _, id := range routeRuleSets(c.New.Body) {
		if !inProfile(c, id, typeRuleSet) {
			return arm.ReferenceMissing("ruleSets", id)
		}
	}
	if text(c.New.Body, "properties.linkToDefaultDomain") != "Enabled" && len(routeDomains(c.New.Body)) == 0 {
		return arm.RouteWithoutDomain(c.Name)
	}
	return nil
}

func patternsOf(route object) []string {
	if p := texts(route, "properties.patternsToMatch"); len(p) > 0 {
		return p
	}
	return []string{"/*"}
}

func routePatterns(c *Call) *arm.Error {
	for _, p := range patternsOf(c.New.Body) {
		star := strings.IndexByte(p, '*')
		if !strings.HasPrefix(p, "/") || star >= 0 && (star != len(p)-1 || p[star-1] != '/') {
			return arm.RoutePatternInvalid(p)
		}
	}
	return nil
}

func routeProtocols(c *Call) *arm.Error {
	protocols := texts(c.New.Body, "properties.supportedProtocols")
	both := len(protocols) == 0 || slices.Contains(protocols, "Http") && slices.Contains(protocols, "Https")
	if text(c.New.Body, "properties.httpsRedirect") == "Enabled" && !both {
		return arm.RouteRedirect()
	}
	return nil
}

// routeAlone: no other route of the endpoint has host, pattern and protocol.
func routeAlone(c *Call) *arm.Error {
	for _, r := range c.Tx.Children(c.Parent, typeRoute) {
		if arm.SameID(r.ID, c.ID) || !shareDomain(r.Body, c.New.Body) || !shareProtocol(r.Body, c.New.Body) {
			continue
		}
		for _, p := range patternsOf(c.New.Body) {
			if slices.ContainsFunc(patternsOf(r.Body), func(q string) bool { return strings.EqualFold(p, q) }) {
				return arm.RouteConflict(c.Name, r.Name, p)
			}
		}
	}
	return nil
}

func shareDomain(a, b object) bool {
	if text(a, "properties.linkToDefaultDomain") == "Enabled" && text(b, "properties.linkToDefaultDomain") == "Enabled" {
		return true
	}
	return slices.ContainsFunc(routeDomains(a), func(x string) bool {
		return slices.ContainsFunc(routeDomains(b), func(y string) bool { return arm.SameID(x, y) })
	})
}

func shareProtocol(a, b object) bool {
	pa, pb := texts(a, "properties.supportedProtocols"), texts(b, "properties.supportedProtocols")
	return len(pa) == 0 || len(pb) == 0 || slices.ContainsFunc(pa, func(p string) bool { return slices.Contains(pb, p) })
}
