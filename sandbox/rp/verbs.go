package rp

import "strings"

// patched are the types that take a PATCH, in lower case. Of the others Azure
// offers none: what they hold is written as a whole.
// Source: the operations that https://github.com/Azure/azure-rest-api-specs lists for each type.
var patched = typeSet(
	"Microsoft.Authorization/policyAssignments",
	typeProfile, typeEdge, typeRoute, typeOriginGroup, typeOrigin, typeCustomDomain, typeSecurity, typeRule,
	typeRegistry, typeReplica,
	typeActionGroup, "Microsoft.Insights/activityLogAlerts", typeAutoscale, typeComponent,
	"Microsoft.Insights/metricAlerts", "Microsoft.Insights/scheduledQueryRules", typeWebTest, "Microsoft.Insights/workbooks",
	typeVault, typeVault+"/secrets",
	typeIdentity,
	typeWAF, typeNIC, typeNSG, typeVNet, typeZone, typePrivateZone, typeZoneLink,
	typeWorkspace,
	"Microsoft.Portal/dashboards",
	"Microsoft.Resources/resourceGroups", typeTags,
	"Microsoft.ServiceBus/namespaces",
	typeServer, typeDatabase, typeFailoverGroup, typeDatabase+"/backupShortTermRetentionPolicies",
	typeStorage, typeContainer,
	typePlan, typeSite, typeSite+"/slots", typeSiteConfig, typeSite+"/slots/config", typeSite+"/networkConfig",
	typePrivateZone+"/A", typePrivateZone+"/AAAA", typePrivateZone+"/CNAME", typePrivateZone+"/MX", typePrivateZone+"/PTR",
	typePrivateZone+"/SOA", typePrivateZone+"/SRV", typePrivateZone+"/TXT",
	typeZone+"/A", typeZone+"/AAAA", typeZone+"/CAA", typeZone+"/CNAME", typeZone+"/MX", typeZone+"/NS", typeZone+"/PTR",
	typeZone+"/SOA", typeZone+"/SRV", typeZone+"/TXT",
)

// setBack are the types that exist once in each parent and take a DELETE, which
// sets them back, in lower case. Of the others Azure offers none.
// Source: the operations that https://github.com/Azure/azure-rest-api-specs lists for each type.
var setBack = typeSet(typeServer+"/vulnerabilityAssessments", typeDatabase+"/vulnerabilityAssessments", typeServer+"/sqlVulnerabilityAssessments")

// global are the types that lie in no region, in lower case.
// Source: https://learn.microsoft.com/azure/templates (their location is "global") and
// https://learn.microsoft.com/azure/dns/private-dns-overview.
var global = typeSet(typePrivateZone, typeZoneLink, typeZone, typeWAF, typeProfile, typeEdge)

// regional are the types that lie in a region only, in lower case.
// Source: https://learn.microsoft.com/azure/reliability/availability-service-by-category.
var regional = typeSet(
	typeVNet, typeNSG, typeEndpoint, typeNIC, typeServer, typeDatabase, typeStorage, typePlan, typeSite, typeSite+"/slots",
	typeVault, typeIdentity, typeWorkspace, typeComponent, typeWebTest, typeAutoscale, "Microsoft.Insights/scheduledQueryRules",
	typeRegistry, typeReplica, "Microsoft.ServiceBus/namespaces",
)

func typeSet(types ...string) map[string]bool {
	out := map[string]bool{}
	for _, t := range types {
		out[strings.ToLower(t)] = true
	}
	return out
}
