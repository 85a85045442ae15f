package rules

import (
	"maps"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// The members whose difference between two stamps matters, and which of two
// values is the stronger one.
var (
	strongTrue = set("httpsOnly alwaysOn http20Enabled vnetRouteAllEnabled zoneRedundant isVersioningEnabled enabled azureADOnlyAuthentication requireInfrastructureEncryption enableHttpsTrafficOnly " +
		"defaultToOAuthAuthentication disableLocalAuth isAzureMonitorTargetEnabled emailAccountAdmins enableRbacAuthorization enablePurgeProtection enableSoftDelete autoMitigate " +
		"httpLoggingEnabled detailedErrorLoggingEnabled requestTracingEnabled enforceCertificateNameCheck requireHttps requireAuthentication sSLCheck retryEnabled")
	strongFalse = set("allowBlobPublicAccess allowSharedKeyAccess allowCrossTenantReplication isLocalUserEnabled isSftpEnabled enableNfsV3 remoteDebuggingEnabled registrationEnabled webSocketsEnabled " +
		"localMySqlEnabled allow enabledForDeployment enabledForDiskEncryption enabledForTemplateDeployment perSiteScaling clientAffinityEnabled disableIpMasking tokenStoreEnabled")
	strongMore = set("retentionInDays softDeleteRetentionInDays days retentionDays capacity minimum maximum default maxSizeBytes")
	strongLess = set("diffBackupIntervalInHours failedLocationCount")
	ranked     = map[string][]string{ // from weak to strong
		"publicNetworkAccess":              {"Enabled", "SecuredByPerimeter", "Disabled"},
		"defaultAction":                    {"Allow", "Deny"},
		"minimalTlsVersion":                {"None", "1.0", "1.1", "1.2", "1.3"},
		"minimumTlsVersion":                {"TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"},
		"minTlsVersion":                    {"1.0", "1.1", "1.2", "1.3"},
		"scmMinTlsVersion":                 {"1.0", "1.1", "1.2", "1.3"},
		"ftpsState":                        {"AllAllowed", "FtpsOnly", "Disabled"},
		"state":                            {"Disabled", "Enabled"},
		"level":                            {"NotSpecified", "ReadOnly", "CanNotDelete"},
		"requestedBackupStorageRedundancy": {"Local", "Zone", "Geo", "GeoZone"},
		"publicAccess":                     {"Container", "Blob", "None"},
		"tier": {"Free", "Shared", "Dynamic", "Basic", "Standard", "GeneralPurpose", "Premium", "PremiumV2", "PremiumV3", "BusinessCritical", "Hyperscale",
			"IsolatedV2", "PremiumV4"},
		"privateEndpointNetworkPolicies": {"Disabled", "RouteTableEnabled", "NetworkSecurityGroupEnabled", "Enabled"},
	}
)

// strengthened are all members that are compared.
var strengthened = func() map[string]bool {
	all := map[string]bool{}
	for _, members := range []map[string]bool{strongTrue, strongFalse, strongMore, strongLess} {
		maps.Copy(all, members)
	}
	for name := range ranked {
		all[name] = true
	}
	return all
}()

func set(names string) map[string]bool {
	members := map[string]bool{}
	for _, name := range strings.Fields(names) {
		members[name] = true
	}
	return members
}

// strength is what a member's value is worth, more for the stronger. compared is
// false for a member that is not compared, or whose value has no rank.
func strength(name string, v rule.Value) (worth float64, compared bool) {
	switch {
	case (strongTrue[name] || strongFalse[name]) && v.Kind() == rule.KindBool:
		if v.Bool() == strongTrue[name] {
			return 1, true
		}
		return 0, true
	case strongLess[name] && v.Kind() == rule.KindNumber:
		return -v.Number(), true
	case strongMore[name] && v.Kind() == rule.KindNumber:
		return v.Number(), true
	case strongMore[name] && v.Kind() == rule.KindText:
		n, err := strconv.ParseFloat(v.Text(), 64)
		return n, err == nil
	}
	for i, rank := range ranked[name] {
		if strings.EqualFold(rank, v.Text()) {
			return float64(i), true
		}
	}
	return -1, ranked[name] != nil && v.Kind() == rule.KindText // no value of the kind is weaker
}
