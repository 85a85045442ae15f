package mutate

import "regexp"

// The names that decide what is broken, and how.
var (
	// numbers are those that mean something for security or recovery.
	numbers = regexp.MustCompile(`(?i)retention|days|minutes|hours|interval|capacity|count|threshold|priority|weight|grace|size|timeout|sample|duration|period|frequency|window|cooldown|severity|amount|percentage|limit|delay|workers|failing|quota|ttl|port$|latency|statuscode`)
	// addresses are those that take a range of addresses.
	addresses = regexp.MustCompile(`(?i)addressprefix|ipaddress|^iprules$|addressrange|startip|endip|^sourceAddress|^destinationAddress`)
	ports     = regexp.MustCompile(`(?i)portrange`)
	// texts are those that say who, where, what version, or how far.
	texts = regexp.MustCompile(`(?i)host|ur[il]$|ur[il]s$|endpoint|version|principal|role|tenant|client|^sid$|login|email|issuer|audience|subject|kind|path|pattern|scope|servicename|groupid|secret|location|metric|operator|domain|mode$|state$|type$|level|categor|action|method|policy|condition|receiver|matchvalue|selector|query|time|^properties$|origin|object|account|server|database|registry|workspace|family|access|^value$|container`)
)

// trueWhenAbsent are the booleans that Azure takes as true when they are not set.
var trueWhenAbsent = map[string]bool{
	"use32BitWorkerProcess": true,
	"validateNonce":         true,
}

// absentTexts are texts that are set where they are not, by name.
var absentTexts = map[string]string{"keyVersion": "0123456789abcdef0123456789abcdef"}

// opposite are texts that say yes or no, and what says the contrary.
var opposite = map[string]string{
	"Enabled": "Disabled", "Disabled": "Enabled", "Allow": "Deny", "Deny": "Allow",
	"True": "False", "False": "True", "true": "false", "false": "true",
}

// lesser are sizes and tiers that give less than what a production system needs.
var lesser = map[string]string{"name": "B1", "tier": "Basic"}

// roles are built-in roles that give more than a workload needs: Owner,
// Contributor, User Access Administrator, Storage Blob Data Owner and
// Contributor, Key Vault Administrator, Log Analytics Contributor.
var roles = []string{"8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
	"b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "00482a5a-887f-4fb3-b363-3b7fe8e74483",
	"92aaf0da-9dab-42b6-94a3-d43ce8d16293"}

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
	"prefixMatch":      "a",

	"allowedExternalRedirectUrls": "*",
	"ruleGroupOverrides":          map[string]any{"ruleGroupName": "JAVA", "rules": []any{map[string]any{"ruleId": "944240", "enabledState": "Disabled"}}},
	"corsRules": map[string]any{"allowedOrigins": []any{"*"}, "allowedMethods": []any{"GET", "PUT"}, "allowedHeaders": []any{"*"},
		"exposedHeaders": []any{"*"}, "maxAgeInSeconds": 3600.0},
	"manualPrivateLinkServiceConnections": map[string]any{"name": "manual", "groupIds": []any{"blob"},
		"privateLinkServiceId": "/subscriptions/00000000-0000-4000-8000-00000000dead/resourceGroups/else/providers/Microsoft.Storage/storageAccounts/else"},
	"passwordCredentials": map[string]any{"displayName": "more", "endDateTime": "2099-01-01T00:00:00Z"},
}
