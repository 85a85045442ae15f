package arm

// Refusals of Microsoft.Network/FrontDoorWebApplicationFirewallPolicies.
// Unless a constructor says otherwise the source is
// https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules and
// https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs.

func wafInvalid(format string, args ...any) *Error {
	e := refuse(400, "BadRequest", format, args...)
	e.Message = "WebApplicationFirewallPolicy validation failed. More information: " + e.Message
	return e
}

// WAFNameInvalid: anything but letters and digits.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func WAFNameInvalid(name string) *Error {
	return wafInvalid("the policy name '%s' must begin with a letter and have 1 to 128 letters and digits only.", name)
}

// WAFSkuUnknown: a sku that is none of Front Door's.
func WAFSkuUnknown(sku string) *Error { return wafInvalid("the sku '%s' is not valid.", sku) }

// WAFSkuFixed: the sku is set once.
func WAFSkuFixed() *Error { return wafInvalid("the sku of a policy cannot be changed.") }

// WAFManagedNeedsPremium: managed rules in the Standard tier.
func WAFManagedNeedsPremium() *Error {
	return wafInvalid("managed rules are only supported by the sku Premium_AzureFrontDoor.")
}

// WAFRuleSetUnknown: a managed rule set or version that there is not.
func WAFRuleSetUnknown(typ, version string) *Error {
	return wafInvalid("the managed rule set '%s' with the version '%s' does not exist.", typ, version)
}

// WAFRuleSetAction: the newer rule sets need an action, the older take none.
func WAFRuleSetAction(typ, version string) *Error {
	return wafInvalid("the managed rule set '%s' '%s' requires 'ruleSetAction'.", typ, version)
}

// WAFRuleDuplicate: two custom rules with one name or priority.
func WAFRuleDuplicate(what, value string) *Error {
	return wafInvalid("custom rules must have unique values of %s: '%s' is used twice.", what, value)
}

// WAFRuleName: anything but letters and digits.
func WAFRuleName(name string) *Error {
	return wafInvalid("the custom rule name '%s' must begin with a letter and have letters and digits only.", name)
}

// WAFRateLimit: a threshold or a window that there is not.
func WAFRateLimit(rule, why string) *Error { return wafInvalid("rate limit rule '%s': %s.", rule, why) }

// WAFConditions: no match condition, or too many.
func WAFConditions(rule string, limit int) *Error {
	return wafInvalid("the custom rule '%s' must have 1 to %d match conditions.", rule, limit)
}

// WAFMatchValue: a value that does not fit its operator.
func WAFMatchValue(rule, operator, value string) *Error {
	return wafInvalid("the match value '%s' of the custom rule '%s' is not valid for the operator '%s'.", value, rule, operator)
}

// WAFMatchVariable: an operator on addresses with a variable that is none.
// Source: https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-geo-filtering and
// https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-configure-ip-restriction.
func WAFMatchVariable(rule, operator, variable string) *Error {
	return wafInvalid("the operator '%s' of the custom rule '%s' takes the match variables RemoteAddr and SocketAddr, not '%s'.", operator, rule, variable)
}

// WAFInUse: a policy that a security policy applies.
func WAFInUse(name, by string) *Error {
	return refuse(409, "Conflict", "The WAF policy '%s' cannot be deleted because the security policy '%s' uses it.", name, by)
}
