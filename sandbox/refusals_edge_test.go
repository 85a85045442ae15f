package sandbox_test

import (
	"encoding/json"
	"slices"
)

const (
	door      = "hub|Microsoft.Cdn/profiles/door/"
	standard  = "hub|Microsoft.Cdn/profiles/plain/"
	routePage = learn + "frontdoor/front-door-route-matching"
	afdLink   = learn + "frontdoor/private-link"
	wafPage   = learn + "web-application-firewall/afds/afds-overview"
	walls     = "hub|Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/"
	plainOne  = `{"properties":{"hostName":"origin.example.com"}}`
	routeBody = `{"properties":{"originGroup":{"id":"@hub|Microsoft.Cdn/profiles/door/originGroups/app"},"linkToDefaultDomain":"Enabled",
		"supportedProtocols":["Http","Https"],"httpsRedirect":"Enabled","patternsToMatch":["/NAME/*"]}}`
	securityBody = `{"properties":{"parameters":{"type":"WebApplicationFirewall","wafPolicy":{"id":"@hub|Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/wall"},
		"associations":[{"domains":[{"id":"@hub|Microsoft.Cdn/profiles/door/afdEndpoints/NAME"}],"patternsToMatch":["/*"]}]}}}`
	headerAction = `{"name":"ModifyResponseHeader","parameters":{"typeName":"DeliveryRuleHeaderActionParameters","headerAction":"Append","headerName":"x-one","value":"1"}}`
	edgeBody     = `{"location":"Global","properties":{"enabledState":"Enabled"}}`
	managedBody  = `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"},"properties":{"managedRules":{"managedRuleSets":[
		{"ruleSetType":"Microsoft_DefaultRuleSet","ruleSetVersion":"2.1","ruleSetAction":"Block"}]}}}`
	customBody = `{"location":"Global","sku":{"name":"Standard_AzureFrontDoor"},"properties":{"customRules":{"rules":[
		{"name":"limit","priority":1,"ruleType":"RateLimitRule","action":"Block","rateLimitThreshold":1000,"rateLimitDurationInMinutes":1,
		 "matchConditions":[{"matchVariable":"RemoteAddr","operator":"IPMatch","matchValue":["0.0.0.0/0"]}]},
		{"name":"geo","priority":2,"ruleType":"MatchRule","action":"Block",
		 "matchConditions":[{"matchVariable":"SocketAddr","operator":"GeoMatch","matchValue":["DE"]}]}]}}}`
)

func route(name, body string) call {
	return put(door+"afdEndpoints/main/routes/"+name, replaced(body, "NAME", name))
}

// headerOf is [headerAction] as a value.
func headerOf() (v any) {
	if err := json.Unmarshal([]byte(headerAction), &v); err != nil {
		panic(err)
	}
	return v
}

var edgeRefusals = []refusal{
	{id: "profile-is-global", source: learn + "frontdoor/front-door-overview", status: 400, code: "LocationNotAvailableForResourceType",
		request: put("hub|Microsoft.Cdn/profiles/e1", `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"}}`), flaw: flaw{"location", "westeurope"}},
	{id: "profile-size-fixed", source: learn + "frontdoor/tier-upgrade", status: 400, code: "BadRequest",
		given:   []call{put("hub|Microsoft.Cdn/profiles/e2", `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"}}`)},
		request: put("hub|Microsoft.Cdn/profiles/e2", `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"}}`), flaw: flaw{"sku.name", "Standard_AzureFrontDoor"}},
	{id: "origin-group-samples", source: learn + "frontdoor/health-probes", status: 400, code: "BadRequest",
		request: put(door+"originGroups/e3", groupBody), flaw: flaw{"properties.loadBalancingSettings.successfulSamplesRequired", 5.0}},
	{id: "origin-group-settings", source: learn + "frontdoor/health-probes", status: 400, code: "BadRequest",
		request: put(door+"originGroups/e4", groupBody), flaw: flaw{"properties.loadBalancingSettings", nil}},
	{id: "origins-need-probe", source: learn + "frontdoor/health-probes", status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e5", groupBody), put(door+"originGroups/e5/origins/one", plainOne), put(door+"originGroups/e5/origins/two", replaced(plainOne, "origin.", "other."))},
		request: put(door+"originGroups/e5", groupBody), flaw: flaw{"properties.healthProbeSettings", nil}},
	{id: "origin-host-invalid", source: learn + "frontdoor/origin", status: 400, code: "BadRequest",
		given: []call{put(door+"originGroups/e6", groupBody)}, request: put(door+"originGroups/e6/origins/one", plainOne), flaw: flaw{"properties.hostName", "https://origin"}},
	{id: "origin-link-needs-premium", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e7", groupBody), put(standard+"originGroups/e7", groupBody)},
		request: put(door+"originGroups/e7/origins/one", originBody), flaw: flaw{"id", standard + "originGroups/e7/origins/one"}},
	{id: "origin-link-target-missing", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e8", groupBody)},
		request: put(door+"originGroups/e8/origins/one", originBody), flaw: flaw{"properties.sharedPrivateLinkResource.privateLink.id", "@west|Microsoft.Web/sites/ghost"}},
	{id: "origin-link-group-invalid", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e9", groupBody)},
		request: put(door+"originGroups/e9/origins/one", originBody), flaw: flaw{"properties.sharedPrivateLinkResource.groupId", "blob"}},
	{id: "origin-link-region", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e10", groupBody)},
		request: put(door+"originGroups/e10/origins/one", originBody), flaw: flaw{"properties.sharedPrivateLinkResource.privateLinkLocation", "westindia"}},
	{id: "origin-link-name-check", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e11", groupBody)},
		request: put(door+"originGroups/e11/origins/one", originBody), flaw: flaw{"properties.enforceCertificateNameCheck", false}},
	{id: "origin-link-mixed", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e12", groupBody), put(door+"originGroups/e12/origins/one", originBody)},
		request: put(door+"originGroups/e12/origins/two", originBody), flaw: flaw{"properties.sharedPrivateLinkResource", nil}},
	{id: "route-group-missing", source: issues + "hashicorp/terraform-provider-azurerm/issues/31647", status: 400, code: "BadRequest",
		request: route("e13", routeBody), flaw: flaw{"properties.originGroup.id", "@hub|Microsoft.Cdn/profiles/door/originGroups/ghost"}},
	{id: "route-group-without-origin", source: issues + "hashicorp/terraform-provider-azurerm/issues/31647", status: 400, code: "BadRequest",
		given: []call{put(door+"originGroups/e14", groupBody)}, mend: []call{put(door+"originGroups/e14/origins/one", plainOne)},
		request: route("e14", replaced(routeBody, "originGroups/app", "originGroups/e14"))},
	{id: "route-group-without-enabled-origin", source: issues + "hashicorp/terraform-provider-azurerm/issues/31647", status: 400, code: "BadRequest",
		given: []call{put(door+"originGroups/e15", groupBody), put(door+"originGroups/e15/origins/one", `{"properties":{"hostName":"origin.example.com","enabledState":"Disabled"}}`)},
		mend:  []call{patch(door+"originGroups/e15/origins/one", `{"properties":{"enabledState":"Enabled"}}`)}, request: route("e15", replaced(routeBody, "originGroups/app", "originGroups/e15"))},
	{id: "route-domain-missing", source: learn + "frontdoor/how-to-configure-endpoints", status: 400, code: "BadRequest",
		request: route("e16", routeBody), flaw: flaw{"properties.linkToDefaultDomain", "Disabled"}},
	{id: "route-rule-set-missing", source: learn + "frontdoor/front-door-rules-engine", status: 400, code: "BadRequest",
		request: route("e17", routeBody), flaw: flaw{"properties.ruleSets", []any{map[string]any{"id": "@hub|Microsoft.Cdn/profiles/door/ruleSets/ghost"}}}},
	{id: "route-pattern-malformed", source: routePage, status: 400, code: "BadRequest", request: route("e18", routeBody), flaw: flaw{"properties.patternsToMatch.0", "/a*/b"}},
	{id: "route-conflict", source: routePage, status: 409, code: "Conflict",
		given: []call{route("e19", routeBody)}, request: route("e19b", routeBody), flaw: flaw{"properties.patternsToMatch.0", "/e19/*"}},
	{id: "route-redirect-needs-both", source: learn + "frontdoor/front-door-how-to-redirect-https", status: 400, code: "BadRequest",
		request: route("e20", routeBody), flaw: flaw{"properties.supportedProtocols", []any{"Https"}}},
	{id: "origin-group-in-use", source: learn + "frontdoor/origin", status: 409, code: "Conflict",
		given: []call{put(door+"originGroups/e21", groupBody), put(door+"originGroups/e21/origins/one", plainOne), route("e21", replaced(routeBody, "originGroups/app", "originGroups/e21"))},
		mend:  []call{remove(door + "afdEndpoints/main/routes/e21")}, request: remove(door + "originGroups/e21")},
	{id: "last-origin-disabled", source: learn + "frontdoor/origin", status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e22", groupBody), put(door+"originGroups/e22/origins/one", plainOne), route("e22", replaced(routeBody, "originGroups/app", "originGroups/e22"))},
		request: patch(door+"originGroups/e22/origins/one", `{"properties":{"enabledState":"Enabled"}}`), flaw: flaw{"properties.enabledState", "Disabled"}},
	{id: "rule-set-name-characters", source: learn + "frontdoor/front-door-rules-engine", status: 400, code: "BadRequest",
		request: put(door+"ruleSets/e23", "{}"), flaw: flaw{"name", "rule-set"}},
	{id: "custom-domain-taken", source: learn + "frontdoor/standard-premium/how-to-add-custom-domain", status: 409, code: "Conflict",
		given:   []call{put(standard+"customDomains/e24", `{"properties":{"hostName":"www.example.com"}}`)},
		request: put(door+"customDomains/e24", `{"properties":{"hostName":"app.example.com"}}`), flaw: flaw{"properties.hostName", "www.example.com"}},
	{id: "custom-domain-certificate-missing", source: learn + "frontdoor/standard-premium/how-to-configure-https-custom-domain", status: 400, code: "BadRequest",
		request: put(door+"customDomains/e25", `{"properties":{"hostName":"e25.example.com","tlsSettings":{"certificateType":"ManagedCertificate","minimumTlsVersion":"TLS12"}}}`),
		flaw:    flaw{"properties.tlsSettings.certificateType", "CustomerCertificate"}},
	{id: "custom-domain-wildcard-managed", source: learn + "frontdoor/front-door-wildcard-domain", status: 400, code: "BadRequest",
		request: put(door+"customDomains/e26", `{"properties":{"hostName":"e26.example.com","tlsSettings":{"certificateType":"ManagedCertificate","minimumTlsVersion":"TLS12"}}}`),
		flaw:    flaw{"properties.hostName", "*.example.com"}},
	{id: "rule-too-many-actions", source: learn + "frontdoor/front-door-rules-engine", status: 400, code: "BadRequest",
		given:   []call{put(door+"ruleSets/e27", "{}")},
		request: put(door+"ruleSets/e27/rules/e27", `{"properties":{"order":1,"actions":[`+headerAction+`]}}`),
		flaw:    flaw{"properties.actions", slices.Repeat([]any{headerOf()}, 6)}},
	{id: "profile-sku-of-another-service", source: rest + "frontdoor/azurefrontdoorstandardpremium/profiles/create", status: 400, code: "BadRequest",
		request: put("hub|Microsoft.Cdn/profiles/e28", `{"location":"Global","sku":{"name":"Premium_AzureFrontDoor"}}`), flaw: flaw{"sku.name", "Standard_Microsoft"}},
	{id: "endpoint-name-characters", source: names, status: 400, code: "BadRequest", request: put(door+"afdEndpoints/e29", edgeBody), flaw: flaw{"name", "e29_"}},
	{id: "origin-link-message-missing", source: afdLink, status: 400, code: "BadRequest",
		given:   []call{put(door+"originGroups/e30", groupBody)},
		request: put(door+"originGroups/e30/origins/one", originBody), flaw: flaw{"properties.sharedPrivateLinkResource.requestMessage", nil}},
	{id: "rule-order-twice", source: learn + "frontdoor/front-door-rules-engine", status: 400, code: "BadRequest",
		given:   []call{put(door+"ruleSets/e31", "{}"), put(door+"ruleSets/e31/rules/first", `{"properties":{"order":1,"actions":[`+headerAction+`]}}`)},
		request: put(door+"ruleSets/e31/rules/second", `{"properties":{"order":2,"actions":[`+headerAction+`]}}`), flaw: flaw{"properties.order", 1.0}},
	{id: "custom-domain-malformed", source: learn + "frontdoor/standard-premium/how-to-add-custom-domain", status: 400, code: "BadRequest",
		request: put(door+"customDomains/e32", `{"properties":{"hostName":"e32.example.com"}}`), flaw: flaw{"properties.hostName", "https://e32"}},
	{id: "route-name-characters", source: names, status: 400, code: "BadRequest", request: route("e33", routeBody), flaw: flaw{"name", "e33_"}},
}

var wafRefusals = []refusal{
	{id: "security-policy-sku", source: wafPage, status: 400, code: "BadRequest",
		given:   []call{put(door+"afdEndpoints/f1", edgeBody), put(walls+"plain", replaced(wafBody, "Premium", "Standard"))},
		request: put(door+"securityPolicies/f1", replaced(securityBody, "NAME", "f1")), flaw: flaw{"properties.parameters.wafPolicy.id", "@" + walls + "plain"}},
	{id: "security-policy-waf-missing", source: wafPage, status: 400, code: "BadRequest",
		given:   []call{put(door+"afdEndpoints/f2", edgeBody)},
		request: put(door+"securityPolicies/f2", replaced(securityBody, "NAME", "f2")), flaw: flaw{"properties.parameters.wafPolicy.id", "@" + walls + "ghost"}},
	{id: "security-policy-domain-twice", source: wafPage, status: 409, code: "Conflict",
		given:   []call{put(door+"afdEndpoints/f3", edgeBody), put(door+"afdEndpoints/f3b", edgeBody), put(door+"securityPolicies/f3", replaced(securityBody, "NAME", "f3"))},
		request: put(door+"securityPolicies/f3b", replaced(securityBody, "NAME", "f3b")), flaw: flaw{"properties.parameters.associations.0.domains.0.id", "@" + door + "afdEndpoints/f3"}},
	{id: "waf-name-characters", source: names, status: 400, code: "BadRequest", request: put(walls+"f4", wafBody), flaw: flaw{"name", "f-4"}},
	{id: "waf-managed-needs-premium", source: learn + "web-application-firewall/afds/waf-front-door-drs", status: 400, code: "BadRequest",
		request: put(walls+"f5", managedBody), flaw: flaw{"sku.name", "Standard_AzureFrontDoor"}},
	{id: "waf-rule-set-unknown", source: learn + "web-application-firewall/afds/waf-front-door-drs", status: 400, code: "BadRequest",
		request: put(walls+"f6", managedBody), flaw: flaw{"properties.managedRules.managedRuleSets.0.ruleSetVersion", "9.9"}},
	{id: "waf-rule-set-action", source: learn + "web-application-firewall/afds/waf-front-door-drs", status: 400, code: "BadRequest",
		request: put(walls+"f7", managedBody), flaw: flaw{"properties.managedRules.managedRuleSets.0.ruleSetAction", nil}},
	{id: "waf-rule-priority-twice", source: learn + "web-application-firewall/afds/waf-front-door-custom-rules", status: 400, code: "BadRequest",
		request: put(walls+"f8", customBody), flaw: flaw{"properties.customRules.rules.1.priority", 1.0}},
	{id: "waf-rate-limit-window", source: learn + "web-application-firewall/afds/waf-front-door-rate-limit", status: 400, code: "BadRequest",
		request: put(walls+"f9", customBody), flaw: flaw{"properties.customRules.rules.0.rateLimitDurationInMinutes", 3.0}},
	{id: "waf-match-value", source: learn + "web-application-firewall/afds/waf-front-door-custom-rules", status: 400, code: "BadRequest",
		request: put(walls+"f10", customBody), flaw: flaw{"properties.customRules.rules.0.matchConditions.0.matchValue.0", "everywhere"}},
	{id: "waf-in-use", source: wafPage, status: 409, code: "Conflict",
		given: []call{put(door+"afdEndpoints/f11", edgeBody), put(walls+"f11", wafBody), put(door+"securityPolicies/f11", replaced(replaced(securityBody, "NAME", "f11"), "Policies/wall", "Policies/f11"))},
		mend:  []call{remove(door + "securityPolicies/f11")}, request: remove(walls + "f11")},
	{id: "security-policy-pattern", source: issues + "hashicorp/terraform-provider-azurerm/blob/main/website/docs/r/cdn_frontdoor_security_policy.html.markdown", status: 400, code: "BadRequest",
		given:   []call{put(door+"afdEndpoints/f12", edgeBody)},
		request: put(door+"securityPolicies/f12", replaced(securityBody, "NAME", "f12")), flaw: flaw{"properties.parameters.associations.0.patternsToMatch.0", "/api/*"}},
	{id: "waf-match-variable", source: learn + "web-application-firewall/afds/waf-front-door-geo-filtering", status: 400, code: "BadRequest",
		request: put(walls+"f13", customBody), flaw: flaw{"properties.customRules.rules.1.matchConditions.0.matchVariable", "RequestUri"}},
	{id: "waf-sku-fixed", source: wafPage, status: 400, code: "BadRequest",
		given: []call{put(walls+"f14", wafBody)}, request: put(walls+"f14", wafBody), flaw: flaw{"sku.name", "Standard_AzureFrontDoor"}},
	{id: "waf-rule-name", source: learn + "web-application-firewall/afds/waf-front-door-custom-rules", status: 400, code: "BadRequest",
		request: put(walls+"f15", customBody), flaw: flaw{"properties.customRules.rules.0.name", "rate-limit"}},
	{id: "waf-rule-without-conditions", source: learn + "web-application-firewall/afds/waf-front-door-custom-rules", status: 400, code: "BadRequest",
		request: put(walls+"f16", customBody), flaw: flaw{"properties.customRules.rules.0.matchConditions", []any{}}},
}
