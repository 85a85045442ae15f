package rp

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeWAF = "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"

	maxConditions = 10
)

var (
	wafName     = patternOf(`^[a-zA-Z][a-zA-Z0-9]{0,127}$`)
	countryCode = patternOf(`^[A-Z]{2}$`)
)

// managedRuleSets are the sets that Front Door has, with the versions that
// take an action.
// Source: https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs.
var managedRuleSets = map[string]map[string]bool{
	"Microsoft_DefaultRuleSet":    {"1.1": false, "2.0": true, "2.1": true, "2.2": true},
	"DefaultRuleSet":              {"1.0": false, "preview-0.1": false},
	"Microsoft_BotManagerRuleSet": {"1.0": false, "1.1": false},
	"BotProtection":               {"preview-0.1": false},
}

func wafBehaviours() []Behaviour {
	return []Behaviour{edgeStyle(Behaviour{
		Type:     typeWAF,
		Validate: checks(validWAF, validManagedRules, validCustomRules),
		Fill: func(c *Call) {
			b := c.New.Body
			fillAll(b, object{
				"properties.policySettings.enabledState": "Enabled", "properties.policySettings.mode": "Detection",
				"properties.policySettings.requestBodyCheck": "Enabled", "properties.customRules.rules": []any{},
				"properties.managedRules.managedRuleSets": []any{},
			})
			for _, r := range objects(b, "properties.customRules.rules") {
				fillAll(r, object{"enabledState": "Enabled", "rateLimitDurationInMinutes": 1, "rateLimitThreshold": 100})
				for _, m := range objects(r, "matchConditions") {
					fillAll(m, object{"negateCondition": false, "transforms": []any{}})
				}
			}
			for _, s := range objects(b, "properties.managedRules.managedRuleSets") {
				fillAll(s, object{"exclusions": []any{}, "ruleGroupOverrides": []any{}})
			}
			set(b, "properties.resourceState", "Enabled")
			set(b, "properties.provisioningState", "Succeeded")
		},
		Read: func(c *Call) {
			users := []any{}
			for _, p := range c.Tx.All(typeSecurity) {
				if arm.SameID(text(p.Body, wafLink), c.New.ID) {
					users = append(users, object{"id": p.ID})
				}
			}
			set(c.New.Body, "properties.securityPolicyLinks", users)
			set(c.New.Body, "properties.frontendEndpointLinks", []any{})
		},
		CanDelete: func(c *Call) *arm.Error {
			for _, p := range c.Tx.All(typeSecurity) {
				if arm.SameID(text(p.Body, wafLink), c.ID) && (!c.Cascade || groupOf(p.ID) != groupOf(c.ID)) {
					return arm.WAFInUse(c.Name, p.Name)
				}
			}
			return nil
		},
	})}
}

func validWAF(c *Call) *arm.Error {
	sku, was := text(c.New.Body, "sku.name"), text(c.before(), "sku.name")
	switch {
	case !wafName.MatchString(c.Name):
		return arm.WAFNameInvalid(c.Name)
	case sku != skuStandard && sku != skuPremium && sku != "Classic_AzureFrontDoor":
		return arm.WAFSkuUnknown(sku)
	case was != "" && was != sku:
		return arm.WAFSkuFixed()
	}
	return nil
}

func validManagedRules(c *Call) *arm.Error {
	sets := objects(c.New.Body, "properties.managedRules.managedRuleSets")
	if len(sets) > 0 && text(c.New.Body, "sku.name") == skuStandard {
		return arm.WAFManagedNeedsPremium()
	}
	for _, s := range sets {
		typ, version := text(s, "ruleSetType"), text(s, "ruleSetVersion")
		needsAction, ok := managedRuleSets[typ][version]
		if !ok {
			return arm.WAFRuleSetUnknown(typ, version)
		}
		if needsAction && text(s, "ruleSetAction") == "" {
			return arm.WAFRuleSetAction(typ, version)
		}
	}
	return nil
}

func validCustomRules(c *Call) *arm.Error {
	names, priorities := map[string]bool{}, map[int]bool{}
	for _, r := range objects(c.New.Body, "properties.customRules.rules") {
		name := text(r, "name")
		priority, _ := number(r, "priority")
		switch {
		case name != "" && !wafName.MatchString(name):
			return arm.WAFRuleName(name)
		case names[strings.ToLower(name)]:
			return arm.WAFRuleDuplicate("name", name)
		case priorities[int(priority)]:
			return arm.WAFRuleDuplicate("priority", decimal(int(priority)))
		}
		names[strings.ToLower(name)], priorities[int(priority)] = true, true
		if n := len(objects(r, "matchConditions")); n == 0 || n > maxConditions {
			return arm.WAFConditions(name, maxConditions)
		}
		if e := validRateLimit(r); e != nil {
			return e
		}
		if e := validMatchValues(r); e != nil {
			return e
		}
	}
	return nil
}

func validRateLimit(rule object) *arm.Error {
	if text(rule, "ruleType") != "RateLimitRule" {
		return nil
	}
	if threshold, ok := number(rule, "rateLimitThreshold"); ok && (threshold < 10 || threshold > 1000000) {
		return arm.WAFRateLimit(text(rule, "name"), "rateLimitThreshold must be between 10 and 1000000")
	}
	if window, ok := number(rule, "rateLimitDurationInMinutes"); ok && window != 1 && window != 5 {
		return arm.WAFRateLimit(text(rule, "name"), "rateLimitDurationInMinutes must be 1 or 5")
	}
	return nil
}

func validMatchValues(rule object) *arm.Error {
	for _, m := range objects(rule, "matchConditions") {
		operator, variable := text(m, "operator"), text(m, "matchVariable")
		if (operator == "IPMatch" || operator == "GeoMatch") && variable != "RemoteAddr" && variable != "SocketAddr" {
			return arm.WAFMatchVariable(text(rule, "name"), operator, variable)
		}
		bad := func(v string) bool {
			switch operator {
			case "IPMatch":
				_, prefix := netip.ParsePrefix(v)
				_, address := netip.ParseAddr(v)
				return prefix != nil && address != nil
			case "GeoMatch":
				return !countryCode.MatchString(v)
			}
			return false
		}
		values := texts(m, "matchValue")
		if i := slices.IndexFunc(values, bad); i >= 0 {
			return arm.WAFMatchValue(text(rule, "name"), operator, values[i])
		}
	}
	return nil
}
