package rp

import (
	"slices"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const wafLink = "properties.parameters.wafPolicy.id"

func securityPolicyBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type: typeSecurity,
		Validate: checks(func(c *Call) *arm.Error {
			id := text(c.New.Body, wafLink)
			waf, ok := find(c.Tx, id, typeWAF)
			if !ok {
				return arm.SecurityPolicyMissing(id)
			}
			if sku := text(waf.Body, "sku.name"); sku != profileSku(c) {
				return arm.SecurityPolicySku(sku, profileSku(c))
			}
			return nil
		}, securedDomains, edgeLimit("security policies")),
		Fill: func(c *Call) {
			deployed(c)
			for _, a := range objects(c.New.Body, "properties.parameters.associations") {
				for _, d := range objects(a, "domains") {
					set(d, "isActive", true)
				}
			}
		},
	})
}

// domainsOf lists the domains that a security policy covers.
func domainsOf(policy object) []string {
	var out []string
	for _, a := range objects(policy, "properties.parameters.associations") {
		out = append(out, idsOf(objects(a, "domains"), "id")...)
	}
	return out
}

// securedDomains: a policy covers whole domains; endpoints and domains exist, and each has one policy.
func securedDomains(c *Call) *arm.Error {
	for _, a := range objects(c.New.Body, "properties.parameters.associations") {
		if p := texts(a, "patternsToMatch"); len(p) != 1 || p[0] != "/*" {
			return arm.SecurityPattern(p)
		}
	}
	for _, id := range domainsOf(c.New.Body) {
		if !inProfile(c, id, typeEdge) && !inProfile(c, id, typeCustomDomain) {
			return arm.ReferenceMissing("domains", id)
		}
		for _, p := range c.Tx.Children(c.Parent, typeSecurity) {
			if !arm.SameID(p.ID, c.ID) && slices.ContainsFunc(domainsOf(p.Body), func(d string) bool { return arm.SameID(d, id) }) {
				return arm.DomainSecured(leaf(id), p.Name)
			}
		}
	}
	return nil
}
