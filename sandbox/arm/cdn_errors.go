package arm

import "strings"

// Refusals of Microsoft.Cdn (Front Door Standard and Premium). Unless a
// constructor says otherwise the source is
// https://learn.microsoft.com/azure/frontdoor/ and the texts that public
// deployment logs show. Microsoft.Cdn answers nearly everything with BadRequest.

// ProfileNameInvalid: characters or length that a profile, endpoint, group or
// origin may not have.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
func ProfileNameInvalid(kind, name string) *Error {
	return refuse(400, "BadRequest", "The %s name '%s' is not valid: use letters, digits and hyphens, and begin and end with a letter or digit.", kind, name)
}

// ProfileSkuFixed: a profile goes from Standard to Premium, nowhere else.
// Source: https://learn.microsoft.com/azure/frontdoor/tier-upgrade.
func ProfileSkuFixed(from, to string) *Error {
	return refuse(400, "BadRequest", "The sku of the profile cannot be changed from '%s' to '%s'.", from, to)
}

// ProfileSkuUnknown: a sku that is none of Front Door's.
func ProfileSkuUnknown(sku string) *Error {
	return refuse(400, "BadRequest", "The sku '%s' does not support Azure Front Door resources.", sku)
}

// FrontDoorLimit: more of something than the tier allows.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits.
func FrontDoorLimit(kind string, limit int) *Error {
	return refuse(400, "BadRequest", "The number of %s exceeds the limit of %d of the profile's tier.", kind, limit)
}

// OriginSamples: more good samples wanted than taken.
// Source: https://learn.microsoft.com/azure/frontdoor/health-probes.
func OriginSamples(wanted, size int) *Error {
	return refuse(400, "BadRequest", "LoadBalancingSettings: successfulSamplesRequired (%d) must not be greater than sampleSize (%d).", wanted, size)
}

// OriginGroupSettings: a group without load balancing settings.
func OriginGroupSettings() *Error {
	return refuse(400, "BadRequest", "Property 'OriginGroup.LoadBalancingSettings' is required but it was not set.")
}

// ProbeRequired: several enabled origins without a health probe.
// Source: https://learn.microsoft.com/azure/frontdoor/health-probes.
func ProbeRequired(group string) *Error {
	return refuse(400, "BadRequest", "The origin group '%s' has more than one enabled origin: its health probe cannot be disabled.", group)
}

// OriginHostInvalid: a host name that is none.
func OriginHostInvalid(host string) *Error {
	return refuse(400, "BadRequest", "Property 'AFDOrigin.HostName' has the invalid value '%s'.", host)
}

// OriginInUse: the last enabled origin of a group that routes need.
func OriginInUse(origin, route string) *Error {
	return refuse(400, "BadRequest", "The origin '%s' cannot be deleted or disabled: the route '%s' needs an enabled origin in its origin group.", origin, route)
}

// StillReferenced: something that another resource of the profile refers to.
func StillReferenced(kind, name, by string) *Error {
	return refuse(409, "Conflict", "The %s '%s' cannot be deleted because it is in use by '%s'.", kind, name, by)
}

// LinkNeedsPremium: a private-link origin in a Standard profile.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkNeedsPremium() *Error {
	return refuse(400, "BadRequest", "Private link origins are only supported by the sku Premium_AzureFrontDoor.")
}

// LinkTargetNotFound: a private-link origin of what does not exist.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkTargetNotFound(id string) *Error {
	return refuse(400, "BadRequest", "The private link resource '%s' of the origin was not found.", id)
}

// LinkGroupInvalid: a group id that the target does not offer.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkGroupInvalid(group, target string) *Error {
	return refuse(400, "BadRequest", "The group id '%s' is not valid for the private link resource '%s'.", group, target)
}

// LinkLocationInvalid: a region in which Front Door has no private link.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkLocationInvalid(location string) *Error {
	return refuse(400, "BadRequest", "The private link location '%s' is not supported by Azure Front Door. Choose the nearest supported region.", location)
}

// LinkMessageMissing: a private-link origin without a request message.
func LinkMessageMissing() *Error {
	return refuse(400, "BadRequest", "Property 'AFDOrigin.SharedPrivateLinkResource.RequestMessage' is required but it was not set.")
}

// LinkNeedsNameCheck: a private-link origin without certificate name check.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkNeedsNameCheck() *Error {
	return refuse(400, "BadRequest", "Certificate name check must be enabled for origins with private link.")
}

// LinkMixed: public and private origins in one group.
// Source: https://learn.microsoft.com/azure/frontdoor/private-link.
func LinkMixed(group string) *Error {
	return refuse(400, "BadRequest", "The origin group '%s' cannot contain both public and private link origins.", group)
}

// RouteWithoutOrigin: a route to a group that has no enabled origin.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/31647.
func RouteWithoutOrigin() *Error {
	return refuse(400, "BadRequest",
		"Please make sure that the originGroup is created successfully and at least one enabled origin is created under the origin group.")
}

// ReferenceMissing: a property that names something that the profile has not.
func ReferenceMissing(property, id string) *Error {
	e := refuse(400, "BadRequest", "The resource '%s' of the property '%s' was not found in the profile.", id, property)
	e.Target = property
	return e
}

// RouteWithoutDomain: a route that no host name leads to.
// Source: https://learn.microsoft.com/azure/frontdoor/how-to-configure-endpoints.
func RouteWithoutDomain(route string) *Error {
	return refuse(400, "BadRequest", "The route '%s' must be linked to the default domain or to at least one custom domain.", route)
}

// RouteConflict: two routes for one host and pattern.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-route-matching.
func RouteConflict(route, other, pattern string) *Error {
	return refuse(409, "Conflict", "The route '%s' conflicts with the route '%s': both match '%s' on the same domain and protocol.", route, other, pattern)
}

// RoutePatternInvalid: a pattern without its slash or with a star in the middle.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-route-matching.
func RoutePatternInvalid(pattern string) *Error {
	return refuse(400, "BadRequest", "The pattern '%s' is not valid: it begins with '/' and may have one '*', at its end.", pattern)
}

// RouteRedirect: a redirect to HTTPS of a route that does not take both.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-how-to-redirect-https.
func RouteRedirect() *Error {
	return refuse(400, "BadRequest", "HttpsRedirect requires both the Http and the Https protocol in 'supportedProtocols'.")
}

// RuleSetNameInvalid: anything but letters and digits.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine.
func RuleSetNameInvalid(kind, name string) *Error {
	return refuse(400, "BadRequest", "The %s name '%s' is not valid: it begins with a letter and has only letters and digits.", kind, name)
}

// RuleOrderConflict: two rules of one order.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine.
func RuleOrderConflict(order int, other string) *Error {
	return refuse(400, "BadRequest", "The order %d is used by the rule '%s' of the rule set already.", order, other)
}

// SecurityPolicySku: a firewall policy of another tier.
// Source: https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview.
func SecurityPolicySku(policy, profile string) *Error {
	return refuse(400, "BadRequest", "The WAF policy's sku '%s' does not match the profile's sku '%s'.", policy, profile)
}

// SecurityPolicyMissing: a firewall policy that does not exist.
func SecurityPolicyMissing(id string) *Error {
	return refuse(400, "BadRequest", "The WAF policy '%s' of the security policy was not found.", id)
}

// DomainSecured: a domain in two security policies.
// Source: https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview.
func DomainSecured(domain, other string) *Error {
	return refuse(409, "Conflict", "The domain '%s' is associated with the security policy '%s' already.", domain, other)
}

// SecurityPattern: a security policy for a part of a domain.
// Source: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/r/cdn_frontdoor_security_policy.html.markdown.
func SecurityPattern(patterns []string) *Error {
	return refuse(400, "BadRequest", "The patterns '%s' of the security policy are not valid: the only pattern is '/*'.", strings.Join(patterns, ", "))
}

// RuleTooLong: more conditions or actions than a rule may have.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine.
func RuleTooLong(rule string, conditions, actions int) *Error {
	return refuse(400, "BadRequest", "The rule '%s' can have up to %d match conditions and up to %d actions.", rule, conditions, actions)
}

// DomainCertificateMissing: a certificate of one's own that is not named.
// Source: https://learn.microsoft.com/azure/frontdoor/standard-premium/how-to-configure-https-custom-domain.
func DomainCertificateMissing() *Error {
	return refuse(400, "BadRequest", "Property 'CustomDomain.TlsSettings.Secret' is required but it was not set.")
}

// DomainWildcardManaged: a managed certificate for all names below another.
// Source: https://learn.microsoft.com/azure/frontdoor/front-door-wildcard-domain.
func DomainWildcardManaged(host string) *Error {
	return refuse(400, "BadRequest", "Managed certificates are not supported for the wildcard domain '%s': bring a certificate of your own.", host)
}

// DomainInvalid: a host name that is none.
func DomainInvalid(host string) *Error {
	return refuse(400, "BadRequest", "The host name '%s' of the custom domain is not valid.", host)
}

// DomainTaken: a host name of another profile.
// Source: https://learn.microsoft.com/azure/frontdoor/standard-premium/how-to-add-custom-domain.
func DomainTaken(host string) *Error {
	return refuse(409, "Conflict", "The host name '%s' is already used by another custom domain.", host)
}
