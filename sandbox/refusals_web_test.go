package sandbox_test

import "strconv"

const (
	sites       = "west|Microsoft.Web/sites/"
	plans       = "west|Microsoft.Web/serverfarms/"
	delegation  = issues + "Azure/terraform-azurerm-vnet/issues/46"
	integration = learn + "app-service/overview-vnet-integration"
	planZones   = learn + "reliability/reliability-app-service"
	integrated  = `{"location":"westeurope","kind":"app,linux,container","properties":{"serverFarmId":"@west|Microsoft.Web/serverfarms/plan",
		"virtualNetworkSubnetId":"@west|Microsoft.Network/virtualNetworks/net/subnets/apps"}}`
)

// subnetFor is a subnet of a row's own, given to App Service.
func subnetFor(name string, third int) call {
	return put("west|Microsoft.Network/virtualNetworks/net/subnets/"+name, `{"properties":{"addressPrefix":"10.0.`+strconv.Itoa(third)+`.0/24",
		"delegations":[{"name":"web","properties":{"serviceName":"Microsoft.Web/serverFarms"}}]}}`)
}

var webRefusals = []refusal{
	{id: "site-name-characters", source: names, status: 400, code: "BadRequest", request: put(sites+"row-w1", siteBody), flaw: flaw{"name", "row_w1"}},
	{id: "site-name-taken", source: issues + "dotnet/sign/issues/392", status: 409, code: "Conflict",
		request: put(sites+"row-w2", siteBody), flaw: flaw{"name", "contoso"}},
	{id: "site-plan-missing", source: learn + "app-service/overview-hosting-plans", status: 404, code: "NotFound",
		request: put(sites+"row-w3", siteBody), flaw: flaw{"properties.serverFarmId", "@west|Microsoft.Web/serverfarms/ghost"}},
	{id: "site-plan-other-region", source: learn + "app-service/overview-hosting-plans", status: 400, code: "BadRequest",
		request: put(sites+"row-w4", siteBody), flaw: flaw{"location", "northeurope"}},
	{id: "site-subnet-missing", source: integration, status: 404, code: "NotFound",
		request: put(sites+"row-w5", integrated), flaw: flaw{"properties.virtualNetworkSubnetId", "@west|Microsoft.Network/virtualNetworks/net/subnets/ghost"}},
	{id: "site-subnet-not-delegated", source: delegation, status: 400, code: "BadRequest",
		request: put(sites+"row-w6", integrated), flaw: flaw{"properties.virtualNetworkSubnetId", "@west|Microsoft.Network/virtualNetworks/net/subnets/links"}},
	{id: "swift-subnet-not-delegated", source: delegation, status: 400, code: "BadRequest",
		request: put(sites+"site-west/networkConfig/virtualNetwork", `{"properties":{"subnetResourceId":"@west|Microsoft.Network/virtualNetworks/net/subnets/apps","swiftSupported":true}}`),
		flaw:    flaw{"properties.subnetResourceId", "@west|Microsoft.Network/virtualNetworks/net/subnets/links"}},
	{id: "site-integration-needs-basic", source: integration, status: 409, code: "Conflict",
		given:   []call{put(plans+"w8", `{"location":"westeurope","sku":{"name":"F1"},"properties":{}}`), put(plans+"w8b", `{"location":"westeurope","sku":{"name":"B1"},"properties":{}}`)},
		request: put(sites+"row-w8", replaced(integrated, "serverfarms/plan", "serverfarms/w8b")), flaw: flaw{"properties.serverFarmId", "@west|Microsoft.Web/serverfarms/w8"}},
	{id: "site-always-on-needs-basic", source: issues + "Azure/azure-cli/issues/9567", status: 409, code: "Conflict",
		given:   []call{put(plans+"w9", `{"location":"westeurope","sku":{"name":"F1"},"properties":{}}`)},
		request: put(sites+"row-w9", `{"location":"westeurope","properties":{"serverFarmId":"@west|Microsoft.Web/serverfarms/w9","siteConfig":{"alwaysOn":false}}}`), flaw: flaw{"properties.siteConfig.alwaysOn", true}},
	{id: "site-container-on-windows", source: learn + "app-service/configure-custom-container", status: 400, code: "BadRequest",
		given:   []call{put(plans+"w10", `{"location":"westeurope","sku":{"name":"B1"},"properties":{}}`)},
		request: put(sites+"row-w10", siteBody), flaw: flaw{"properties.serverFarmId", "@west|Microsoft.Web/serverfarms/w10"}},
	{id: "site-vault-identity-unassigned", source: learn + "app-service/app-service-key-vault-references", status: 400, code: "BadRequest",
		request: put(sites+"row-w11", replaced(siteBody, `"httpsOnly"`, `"keyVaultReferenceIdentity":"SystemAssigned","httpsOnly"`)),
		flaw:    flaw{"properties.keyVaultReferenceIdentity", "@west|Microsoft.ManagedIdentity/userAssignedIdentities/app"}},
	{id: "site-public-access-value", source: rest + "appservice/web-apps/create-or-update", status: 400, code: "BadRequest",
		request: put(sites+"row-w12", replaced(siteBody, `"httpsOnly"`, `"publicNetworkAccess":"Disabled","httpsOnly"`)), flaw: flaw{"properties.publicNetworkAccess", "Sometimes"}},
	{id: "setting-name-characters", source: learn + "app-service/reference-app-settings", status: 400, code: "BadRequest",
		request: put(sites+"site-west/config/appsettings", `{"properties":{"GOOD_NAME":"1"}}`), flaw: flaw{"properties.bad name", "1"}},
	{id: "settings-are-not-read", source: rest + "appservice/web-apps/list-application-settings", status: 405, code: "MethodNotAllowed",
		given:   []call{put(sites+"row-w14", siteBody)},
		request: call{"GET", sites + "row-w14/config/web", ""}, flaw: flaw{"name", "appsettings"}},
	{id: "plan-size-unknown", source: learn + "app-service/overview-hosting-plans", status: 400, code: "BadRequest", request: put(plans+"w15", planBody), flaw: flaw{"sku.name", "Z9"}},
	{id: "plan-zones-need-premium", source: planZones, status: 400, code: "BadRequest", request: put(plans+"w16", planBody), flaw: flaw{"sku.name", "B1"}},
	{id: "plan-zones-need-two-instances", source: planZones, status: 400, code: "BadRequest", request: put(plans+"w17", planBody), flaw: flaw{"sku.capacity", 1.0}},
	{id: "plan-zones-need-zonal-region", source: planZones, status: 400, code: "BadRequest", request: put(plans+"w18", planBody), flaw: flaw{"location", "westus"}},
	{id: "plan-kind-fixed", source: learn + "app-service/app-service-plan-manage", status: 409, code: "Conflict",
		given: []call{put(plans+"w19", planBody)}, request: put(plans+"w19", planBody), flaw: flaw{"properties.reserved", false}},
	{id: "plan-in-use", source: learn + "app-service/app-service-plan-manage", status: 409, code: "Conflict",
		given: []call{put(plans+"w20", planBody), put(sites+"row-w20", replaced(siteBody, "serverfarms/plan", "serverfarms/w20"))},
		mend:  []call{remove(sites + "row-w20")}, request: remove(plans + "w20")},
	{id: "publishing-policy-name", source: learn + "app-service/configure-basic-auth-disable", status: 400, code: "BadRequest",
		given:   []call{put(sites+"row-w21", siteBody)},
		request: put(sites+"row-w21/basicPublishingCredentialsPolicies/ftp", `{"properties":{"allow":false}}`), flaw: flaw{"name", "web"}},
	{id: "plan-subnets-three", source: integration, status: 409, code: "Conflict",
		given: []call{put(plans+"w22", planBody), put(plans+"w22b", planBody), subnetFor("w22a", 41), subnetFor("w22b", 42), subnetFor("w22c", 43),
			put(sites+"row-w22a", replaced(replaced(integrated, "serverfarms/plan", "serverfarms/w22"), "subnets/apps", "subnets/w22a")),
			put(sites+"row-w22b", replaced(replaced(integrated, "serverfarms/plan", "serverfarms/w22"), "subnets/apps", "subnets/w22b"))},
		request: put(sites+"row-w22c", replaced(replaced(integrated, "serverfarms/plan", "serverfarms/w22b"), "subnets/apps", "subnets/w22c")),
		flaw:    flaw{"properties.serverFarmId", "@west|Microsoft.Web/serverfarms/w22"}},
	{id: "configuration-patch-not-offered", source: rest + "appservice/web-apps/update-configuration", status: 405, code: "MethodNotAllowed",
		given:   []call{put(sites+"row-w24", siteBody)},
		request: patch(sites+"row-w24/config/web", `{"properties":{}}`), flaw: flaw{"name", "logs"}},
	{id: "plan-name-characters", source: names, status: 400, code: "BadRequest", request: put(plans+"w23", planBody), flaw: flaw{"name", "w23.plan"}},
}
