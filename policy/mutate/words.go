package mutate

import "regexp"

// The names that decide what is broken, and how.
var (
	// numbers are those that mean something for security or recovery.
	numbers = regexp.MustCompile(`(?i)retention|days|minutes|hours|interval|capacity|count|threshold|priority|weight|grace|size|timeout|sample|duration|period|frequency|window|cooldown|severity|amount|percentage|limit|delay|workers|failing|quota|ttl`)
	// addresses are those that take a range of addresses.
	addresses = regexp.MustCompile(`(?i)addressprefix|ipaddress|^iprules$|addressrange|startip|endip|^sourceAddress|^destinationAddress`)
	ports     = regexp.MustCompile(`(?i)portrange`)
	// texts are those that say who, where, what version, or how far.
	texts = regexp.MustCompile(`(?i)host|ur[il]$|ur[il]s$|endpoint|version|principal|role|tenant|client|^sid$|login|email|issuer|audience|subject|kind|path|pattern|scope|servicename|groupid|secret|location|metric|operator|domain|mode$|state$|type$|level|categor|action|method|policy|condition|receiver|matchvalue|selector|query|time|^properties$|origin|object|account|server|database|registry|workspace|family|access|^value$`)
)

// trueWhenAbsent are the booleans that Azure takes as true when they are not set.
var trueWhenAbsent = map[string]bool{
	"use32BitWorkerProcess": true,
	"validateNonce":         true,
}

// opposite are texts that say yes or no, and what says the contrary.
var opposite = map[string]string{
	"Enabled": "Disabled", "Disabled": "Enabled", "Allow": "Deny", "Deny": "Allow",
	"True": "False", "False": "True", "true": "false", "false": "true",
}

// lesser are sizes and tiers that give less than what a production system needs.
var lesser = map[string]string{"name": "B1", "tier": "Basic"}

// oneMore holds, by the name of a list, an item that lets someone in, or lets
// something pass, who has no business there.
var oneMore = map[string]any{
	"ipRules": map[string]any{"value": "0.0.0.0/0", "iPAddressOrRange": "0.0.0.0/0", "action": "Allow"},
	"virtualNetworkRules": map[string]any{
		"id":                       "/subscriptions/00000000-0000-4000-8000-00000000dead/resourceGroups/else/providers/Microsoft.Network/virtualNetworks/else/subnets/else",
		"virtualNetworkResourceId": "/subscriptions/00000000-0000-4000-8000-00000000dead/resourceGroups/else/providers/Microsoft.Network/virtualNetworks/else/subnets/else"},
	"resourceAccessRules": map[string]any{"tenantId": "00000000-0000-4000-8000-00000000dead",
		"resourceId": "/subscriptions/00000000-0000-4000-8000-00000000dead/resourceGroups/else/providers/Microsoft.Web/sites/else"},
	"ipSecurityRestrictions":    map[string]any{"name": "anyone", "ipAddress": "0.0.0.0/0", "action": "Allow", "priority": 1.0},
	"scmIpSecurityRestrictions": map[string]any{"name": "anyone", "ipAddress": "0.0.0.0/0", "action": "Allow", "priority": 1.0},
	"securityRules": map[string]any{"name": "anyone", "access": "Allow", "direction": "Inbound", "priority": 99.0, "protocol": "*",
		"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"},
	"accessPolicies": map[string]any{"tenantId": "00000000-0000-4000-8000-00000000dead", "objectId": "00000000-0000-4000-8000-00000000dead",
		"permissions": map[string]any{"keys": []any{"all"}, "secrets": []any{"all"}}},
	"allowedOrigins":   "*",
	"addressPrefixes":  "0.0.0.0/0",
	"allowedAudiences": "https://elsewhere.example.org",
	"redirectUris":     "http://elsewhere.example.org",
	"exclusions":       map[string]any{"matchVariable": "RequestHeaderNames", "selectorMatchOperator": "EqualsAny", "selector": "*"},
	"excludedPaths":    "/",
	"disabledAlerts":   "Sql_Injection",
	"corsRules": map[string]any{"allowedOrigins": []any{"*"}, "allowedMethods": []any{"GET", "PUT"}, "allowedHeaders": []any{"*"},
		"exposedHeaders": []any{"*"}, "maxAgeInSeconds": 3600.0},
	"manualPrivateLinkServiceConnections": map[string]any{"name": "manual", "groupIds": []any{"blob"},
		"privateLinkServiceId": "/subscriptions/00000000-0000-4000-8000-00000000dead/resourceGroups/else/providers/Microsoft.Storage/storageAccounts/else"},
	"passwordCredentials": map[string]any{"displayName": "more", "endDateTime": "2099-01-01T00:00:00Z"},
}
