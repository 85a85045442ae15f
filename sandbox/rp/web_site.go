package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeSite       = "Microsoft.Web/sites"
	typeSiteConfig = typeSite + "/config"

	siteHost = ".azurewebsites.net"
)

var siteName = patternOf(`^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$`)

func webBehaviours() []Behaviour {
	return []Behaviour{
		planBehaviour(),
		{
			Type: typeSite,
			Validate: checks(validSiteName, validSitePlan, validSiteSubnet, identitiesExist, validVaultIdentity,
				validSiteValues, validSiteConfig),
			Fill:        fillSite,
			After:       afterSite,
			Read:        func(c *Call) { showSiteConfig(c) },
			AfterDelete: dropConnectionsOf,
			Actions: map[string]func(*Call) (Reply, *arm.Error){
				"restart": restartSite, "start": startSite, "stop": stopSite, "syncfunctiontriggers": restartSite,
			},
			Create: AsyncHeader,
			Takes:  3 * time.Second,
		},
		{Type: "Microsoft.Web", Actions: map[string]func(*Call) (Reply, *arm.Error){"checknameavailability": checkSiteName}},
		siteConfigBehaviour(typeSiteConfig), siteConfigBehaviour(typeSite + "/slots/config"),
		configListBehaviour(typeSiteConfig), configListBehaviour(typeSite + "/slots/config"),
		publishingPolicyBehaviour(typeSite), publishingPolicyBehaviour(typeSite + "/slots"),
		swiftBehaviour(), hostBindingBehaviour(),
		connectionBehaviour(typeSite, LocationHeader),
		{Type: typeSite + "/slots", Fill: fillSlot},
	}
}

func validSiteName(c *Call) *arm.Error {
	if !siteName.MatchString(c.Name) {
		return arm.SiteNameInvalid(c.Name)
	}
	if c.Old != nil {
		return nil
	}
	if _, taken := named(c, typeSite, c.Name); taken || takenByOthers(c.Name) {
		return arm.SiteNameExists(c.Name)
	}
	return nil
}

func checkSiteName(c *Call) (Reply, *arm.Error) {
	name := text(c.Body, "name")
	_, taken := named(c, typeSite, name)
	switch {
	case !siteName.MatchString(name):
		return unavailable("Invalid", arm.SiteNameInvalid(name).Message), nil
	case taken || takenByOthers(name):
		return unavailable("AlreadyExists", arm.SiteNameExists(name).Message), nil
	}
	return Reply{Status: 200, Body: object{"nameAvailable": true, "reason": "", "message": ""}}, nil
}

func validSitePlan(c *Call) *arm.Error {
	id := text(c.New.Body, "properties.serverFarmId")
	if id == "" {
		return nil
	}
	plan, ok := planOf(c, c.New.Body)
	if !ok {
		return arm.ServerFarmNotFound(id)
	}
	if plan.Location != arm.NormalLocation(text(c.New.Body, "location")) {
		return arm.ServerFarmRegion(plan.Name)
	}
	return nil
}

// validSiteSubnet: outbound integration needs a tier that has it and a subnet
// of the region that is delegated to App Service.
func validSiteSubnet(c *Call) *arm.Error {
	return checkIntegration(c, c.New.Body, text(c.New.Body, "properties.virtualNetworkSubnetId"))
}

func checkIntegration(c *Call, site object, subnet string) *arm.Error {
	if subnet == "" {
		return nil
	}
	r, ok := find(c.Tx, subnet, typeSubnet)
	if !ok {
		return arm.SubnetNotFound(subnet)
	}
	vnet, ok := c.Tx.Get(up(subnet))
	if ok && vnet.Location != arm.NormalLocation(text(site, "location")) {
		return arm.SubnetNotFound(subnet)
	}
	if !strings.EqualFold(delegationNames(r.Body), "Microsoft.Web/serverFarms") {
		return arm.SubnetNotDelegated(subnet)
	}
	plan, ok := planOf(c, site)
	if !ok {
		return nil
	}
	if tier := text(plan.Body, "sku.tier"); belowBasic(tier) {
		return arm.IntegrationNotAllowed(tier)
	}
	const limit = 2
	subnets := map[string]bool{arm.Key(subnet): true}
	for _, s := range c.Tx.All(typeSite) {
		used := text(s.Body, "properties.virtualNetworkSubnetId")
		if used != "" && arm.SameID(text(s.Body, "properties.serverFarmId"), plan.ID) {
			subnets[arm.Key(used)] = true
		}
	}
	if len(subnets) > limit {
		return arm.SwiftSlots(plan.Name, limit)
	}
	return nil
}

func validVaultIdentity(c *Call) *arm.Error {
	id := text(c.New.Body, "properties.keyVaultReferenceIdentity")
	if id == "" || strings.EqualFold(id, "SystemAssigned") {
		return nil
	}
	assigned, _ := at(c.New.Body, "identity.userAssignedIdentities").(object)
	for a := range assigned {
		if arm.SameID(a, id) {
			return nil
		}
	}
	return arm.VaultIdentityUnassigned(id)
}

func validSiteValues(c *Call) *arm.Error {
	switch text(c.New.Body, "properties.publicNetworkAccess") {
	case "", "Enabled", "Disabled":
	default:
		return arm.WebValueInvalid("publicNetworkAccess")
	}
	return nil
}

// validSiteConfig: what the plan allows to the site's configuration.
func validSiteConfig(c *Call) *arm.Error {
	config, _ := at(c.New.Body, "properties.siteConfig").(object)
	return checkSiteConfig(c, c.New.Body, config)
}

func checkSiteConfig(c *Call, site, config object) *arm.Error {
	plan, ok := planOf(c, site)
	if !ok || config == nil {
		return nil
	}
	if isTrue(config, "alwaysOn") && belowBasic(text(plan.Body, "sku.tier")) {
		return arm.AlwaysOnNotAllowed()
	}
	linux := isTrue(plan.Body, "properties.reserved")
	fx := text(config, "linuxFxVersion")
	if fx != "" && (!linux || !strings.Contains(fx, "|")) {
		return arm.LinuxVersionInvalid()
	}
	for _, s := range objects(config, "appSettings") {
		if e := checkSettingName(text(s, "name")); e != nil {
			return e
		}
	}
	return nil
}

var settingName = patternOf(`^[A-Za-z0-9_.:-]+$`)

func checkSettingName(name string) *arm.Error {
	if !settingName.MatchString(name) {
		return arm.AppSettingNameInvalid(name)
	}
	return nil
}

func fillSite(c *Call) {
	b := c.New.Body
	inherit(c, "kind", "identity", "properties.serverFarmId", "properties.httpsOnly", "properties.virtualNetworkSubnetId",
		"properties.keyVaultReferenceIdentity", "properties.publicNetworkAccess", "properties.clientAffinityEnabled", "properties.enabled")
	plan, ok := planOf(c, b)
	linux := ok && isTrue(plan.Body, "properties.reserved")
	fillAll(b, object{
		"kind": "app", "properties.enabled": true, "properties.httpsOnly": false, "properties.reserved": linux,
		"properties.clientAffinityEnabled": true, "properties.clientCertEnabled": false, "properties.clientCertMode": "Required",
		"properties.hostNamesDisabled": false, "properties.keyVaultReferenceIdentity": "SystemAssigned",
		"properties.vnetRouteAllEnabled": false, "properties.vnetImagePullEnabled": false, "properties.vnetContentShareEnabled": false,
		"properties.storageAccountRequired": false, "properties.redundancyMode": "None", "properties.scmSiteAlsoStopped": false,
		"properties.containerSize": 0, "properties.dailyMemoryTimeQuota": 0, "properties.isXenon": false, "properties.hyperV": false,
	})
	host := siteHostName(c)
	set(b, "properties.defaultHostName", host)
	set(b, "properties.hostNames", anys(host))
	scm := strings.Replace(host, ".", ".scm.", 1)
	set(b, "properties.enabledHostNames", anys(host, scm))
	set(b, "properties.hostNameSslStates", []any{
		object{"name": host, "sslState": "Disabled", "hostType": "Standard"},
		object{"name": scm, "sslState": "Disabled", "hostType": "Repository"},
	})
	set(b, "properties.repositorySiteName", c.Name)
	set(b, "properties.resourceGroup", groupOf(c.ID))
	keep(c, "properties.state", func() any { return "Running" })
	set(b, "properties.availabilityState", "Normal")
	set(b, "properties.usageState", "Normal")
	set(b, "properties.isDefaultContainer", false)
	set(b, "properties.customDomainVerificationId", strings.ToUpper(digest(40, "domain-verification", c.SubID)+digest(24, c.SubID)))
	set(b, "properties.lastModifiedTimeUtc", nowText(c))
	keep(c, "properties.outboundIpAddresses", func() any { return "20.50.2." + decimal(int(digest(1, c.ID)[0])) })
	set(b, "properties.possibleOutboundIpAddresses", at(b, "properties.outboundIpAddresses"))
	fillIdentity(c)
	takeSiteConfig(c)
}

// siteHostName is the site's own host name; with a label scope it has a hash,
// so that nobody else can take the name over.
func siteHostName(c *Call) string {
	scope := text(c.New.Body, "properties.autoGeneratedDomainNameLabelScope")
	if scope == "" {
		return c.Name + siteHost
	}
	seed := []string{"site-host", c.TenantID, c.SubID, groupOf(c.ID), c.Name}
	label := strings.Map(func(r rune) rune { return 'a' + (r*7+3)%26 }, digest(16, seed...))
	return c.Name + "-" + label + "." + arm.NormalLocation(text(c.New.Body, "location")) + "-01" + siteHost
}

func fillSlot(c *Call) {
	host := leaf(c.Parent) + "-" + c.Name + siteHost
	fillAll(c.New.Body, object{"kind": "app", "properties.enabled": true, "properties.httpsOnly": false})
	set(c.New.Body, "properties.defaultHostName", host)
	set(c.New.Body, "properties.hostNames", anys(host))
	set(c.New.Body, "properties.state", "Running")
	fillIdentity(c)
}

func restartSite(c *Call) (Reply, *arm.Error) {
	countRestart(c, c.ID)
	return Reply{Status: 200}, nil
}

func startSite(c *Call) (Reply, *arm.Error) { return setSiteState(c, "Running") }
func stopSite(c *Call) (Reply, *arm.Error)  { return setSiteState(c, "Stopped") }

func setSiteState(c *Call, state string) (Reply, *arm.Error) {
	set(c.Old.Body, "properties.state", state)
	touch(c, c.Old)
	return Reply{Status: 200}, nil
}

// countRestart records that the app starts anew, as it does on every change of
// its settings.
func countRestart(c *Call, site string) {
	r, ok := c.Tx.Get(site)
	if !ok {
		return
	}
	if r.Hidden == nil {
		r.Hidden = object{}
	}
	n, _ := number(r.Hidden, "restarts")
	r.Hidden["restarts"], r.Hidden["restarted"] = n+1, nowText(c)
	touch(c, r)
}
