package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

var ruleName = patternOf(`^[a-zA-Z][a-zA-Z0-9]{0,259}$`)

func ruleSetBehaviour() Behaviour {
	return Behaviour{
		Type: typeRuleSet, Bodyless: true, Remove: AsyncHeader, Takes: edgeTakes,
		Validate: checks(func(c *Call) *arm.Error {
			if !ruleName.MatchString(c.Name) {
				return arm.RuleSetNameInvalid("rule set", c.Name)
			}
			return nil
		}, edgeLimit("rule sets")),
		Fill: func(c *Call) {
			deployed(c)
			if p, ok := profileOf(c); ok {
				set(c.New.Body, "properties.profileName", p.Name)
			}
		},
		CanDelete: func(c *Call) *arm.Error {
			if r, ok := referrer(c, typeRoute, c.ID, routeRuleSets); ok && !c.Cascade {
				return arm.StillReferenced("rule set", c.Name, r.Name)
			}
			return nil
		},
	}
}

// The most that a rule holds.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine.
const (
	maxRuleConditions = 10
	maxRuleActions    = 5
)

func ruleBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type: typeRule,
		Validate: func(c *Call) *arm.Error {
			if !ruleName.MatchString(c.Name) {
				return arm.RuleSetNameInvalid("rule", c.Name)
			}
			order, given := number(c.New.Body, "properties.order")
			for _, r := range c.Tx.Children(c.Parent, typeRule) {
				other, _ := number(r.Body, "properties.order")
				if given && other == order && !arm.SameID(r.ID, c.ID) {
					return arm.RuleOrderConflict(int(order), r.Name)
				}
			}
			conditions, actions := len(list(c.New.Body, "properties.conditions")), len(list(c.New.Body, "properties.actions"))
			if conditions > maxRuleConditions || actions > maxRuleActions {
				return arm.RuleTooLong(c.Name, maxRuleConditions, maxRuleActions)
			}
			for _, action := range objects(c.New.Body, "properties.actions") {
				group := text(action, "parameters.originGroupOverride.originGroup.id")
				if group == "" {
					group = text(action, "parameters.originGroup.id")
				}
				if group != "" && !inProfile(c, group, typeOriginGroup) {
					return arm.ReferenceMissing("originGroup", group)
				}
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{
				"properties.matchProcessingBehavior": "Continue", "properties.conditions": []any{}, "properties.ruleSetName": leaf(c.Parent),
			})
			deployed(c)
		},
	})
}

func customDomainBehaviour() Behaviour {
	return edgeStyle(Behaviour{
		Type: typeCustomDomain,
		Validate: checks(func(c *Call) *arm.Error {
			host := text(c.New.Body, "properties.hostName")
			if !hostName.MatchString(strings.TrimPrefix(host, "*.")) {
				return arm.DomainInvalid(host)
			}
			for _, d := range c.Tx.All(typeCustomDomain) {
				if !arm.SameID(d.ID, c.ID) && strings.EqualFold(text(d.Body, "properties.hostName"), host) {
					return arm.DomainTaken(host)
				}
			}
			if zone := text(c.New.Body, "properties.azureDnsZone.id"); zone != "" {
				if _, ok := find(c.Tx, zone, typeZone); !ok {
					return arm.ReferenceMissing("azureDnsZone", zone)
				}
			}
			return nil
		}, domainCertificate, edgeLimit("custom domains")),
		Fill: func(c *Call) {
			b := c.New.Body
			fillAll(b, object{"properties.tlsSettings.certificateType": "ManagedCertificate", "properties.tlsSettings.minimumTlsVersion": "TLS12"})
			keep(c, "properties.domainValidationState", func() any { return "Pending" })
			keep(c, "properties.validationProperties", func() any { return validationToken(c) })
			deployed(c)
		},
		CanDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			if r, ok := referrer(c, typeRoute, c.ID, routeDomains); ok {
				return arm.StillReferenced("custom domain", c.Name, r.Name)
			}
			return nil
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"refreshvalidationtoken": func(c *Call) (Reply, *arm.Error) {
				set(c.Old.Body, "properties.validationProperties", validationToken(c))
				touch(c, c.Old)
				return Reply{Status: 202, Async: true}, nil
			},
		},
	})
}

// domainCertificate: a certificate of one's own is a secret of the profile, and
// a domain for all names below another needs one.
func domainCertificate(c *Call) *arm.Error {
	secret := text(c.New.Body, "properties.tlsSettings.secret.id")
	own := text(c.New.Body, "properties.tlsSettings.certificateType") == "CustomerCertificate"
	switch {
	case own && secret == "":
		return arm.DomainCertificateMissing()
	case secret != "" && !inProfile(c, secret, typeProfile+"/secrets"):
		return arm.ReferenceMissing("tlsSettings.secret", secret)
	case !own && strings.HasPrefix(text(c.New.Body, "properties.hostName"), "*."):
		return arm.DomainWildcardManaged(text(c.New.Body, "properties.hostName"))
	}
	return nil
}

// validationToken is what the owner puts into the TXT record _dnsauth.
func validationToken(c *Call) object {
	return object{
		"validationToken": digest(32, "domain", freshGUID(c)),
		"expirationDate":  c.Tx.Now().UTC().AddDate(0, 0, 7).Format("2006-01-02T15:04:05Z"),
	}
}
