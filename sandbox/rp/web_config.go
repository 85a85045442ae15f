package rp

import (
	"maps"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// secretConfigs are configurations that GET does not show: POST .../list does.
var secretConfigs = map[string]bool{
	"appsettings": true, "connectionstrings": true, "azurestorageaccounts": true, "publishingcredentials": true,
}

// siteConfigNames are the configurations that each site has from the start.
var siteConfigNames = []string{"web", "appsettings", "connectionstrings", "authsettingsV2", "logs", "slotConfigNames", "publishingcredentials"}

// takeSiteConfig moves the configuration of a site's request to where it is
// kept, config/web and config/appsettings; the site shows it again on GET.
func takeSiteConfig(c *Call) {
	config, _ := remove(c.New.Body, "properties.siteConfig").(object)
	if c.New.Hidden == nil {
		c.New.Hidden = object{}
	}
	if config != nil {
		c.New.Hidden["siteConfig"] = config
	}
}

// afterSite writes config/web and, on creation, what else a site begins with.
func afterSite(c *Call) *arm.Error {
	config, _ := c.New.Hidden["siteConfig"].(object)
	delete(c.New.Hidden, "siteConfig")
	c.Tx.Put(c.New)
	if c.Old == nil {
		startSiteConfigs(c)
	}
	if config == nil {
		return nil
	}
	settings, strs := remove(config, "appSettings"), remove(config, "connectionStrings")
	web, _ := c.Tx.Get(c.ID + "/config/web")
	props, _ := web.Body["properties"].(object)
	changed := false
	for _, k := range slices.Sorted(maps.Keys(config)) {
		if config[k] != nil && !jsonEqual(props[k], config[k]) {
			props[k], changed = config[k], true
		}
	}
	if changed {
		web.Body["properties"] = props
		touch(c, web)
	}
	if pairs, ok := settings.([]any); ok {
		values := object{}
		for _, p := range pairs {
			if o, ok := p.(object); ok {
				values[text(o, "name")] = o["value"]
			}
		}
		derive(c, c.ID+"/config/appsettings", "", values)
		changed = true
	}
	if pairs, ok := strs.([]any); ok {
		values := object{}
		for _, p := range pairs {
			if o, ok := p.(object); ok {
				values[text(o, "name")] = object{"value": o["connectionString"], "type": o["type"]}
			}
		}
		derive(c, c.ID+"/config/connectionstrings", "", values)
	}
	if changed && c.Old != nil {
		countRestart(c, c.ID)
	}
	return nil
}

func startSiteConfigs(c *Call) {
	for _, name := range siteConfigNames {
		derive(c, c.ID+"/config/"+name, "", siteConfigStart(c, name))
	}
	for _, name := range []string{"ftp", "scm"} {
		derive(c, c.ID+"/basicPublishingCredentialsPolicies/"+name, "", object{"allow": true})
	}
	host := text(c.New.Body, "properties.defaultHostName")
	derive(c, c.ID+"/hostNameBindings/"+host, "", object{"siteName": c.Name, "hostNameType": "Verified"})
}

// siteConfigStart is what a configuration holds before anybody wrote it.
func siteConfigStart(c *Call, name string) object {
	switch name {
	case "web":
		return object{
			"numberOfWorkers": 1, "alwaysOn": false, "ftpsState": "FtpsOnly", "minTlsVersion": "1.2", "scmMinTlsVersion": "1.2",
			"http20Enabled": false, "webSocketsEnabled": false, "linuxFxVersion": "", "use32BitWorkerProcess": true,
			"remoteDebuggingEnabled": false, "httpLoggingEnabled": false, "detailedErrorLoggingEnabled": false,
			"requestTracingEnabled": false, "vnetRouteAllEnabled": false, "acrUseManagedIdentityCreds": false,
			"loadBalancing": "LeastRequests", "managedPipelineMode": "Integrated", "localMySqlEnabled": false,
			"ipSecurityRestrictions": []any{object{"ipAddress": "Any", "action": "Allow", "priority": 2147483647,
				"name": "Allow all", "description": "Allow all access"}},
			"scmIpSecurityRestrictions": []any{object{"ipAddress": "Any", "action": "Allow", "priority": 2147483647,
				"name": "Allow all", "description": "Allow all access"}},
			"scmIpSecurityRestrictionsUseMain": false, "autoHealEnabled": false, "preWarmedInstanceCount": 0,
			"publishingUsername": "$" + c.Name, "scmType": "None",
		}
	case "authsettingsV2":
		return authStart()
	case "logs":
		return object{
			"applicationLogs":       object{"fileSystem": object{"level": "Off"}},
			"httpLogs":              object{"fileSystem": object{"retentionInMb": 35, "retentionInDays": 0, "enabled": false}},
			"failedRequestsTracing": object{"enabled": false}, "detailedErrorMessages": object{"enabled": false},
		}
	case "publishingcredentials":
		return object{
			"publishingUserName": "$" + c.Name, "publishingPassword": digest(40, "publishing", freshGUID(c)),
			"scmUri": "https://" + c.Name + ".scm" + siteHost,
		}
	}
	return object{}
}

func authStart() object {
	return object{
		"platform":          object{"enabled": false, "runtimeVersion": "~1"},
		"globalValidation":  object{"requireAuthentication": false, "unauthenticatedClientAction": "RedirectToLoginPage"},
		"httpSettings":      object{"requireHttps": true, "routes": object{"apiPrefix": "/.auth"}, "forwardProxy": object{"convention": "NoProxy"}},
		"login":             object{"tokenStore": object{"enabled": false}, "preserveUrlFragmentsForLogins": false},
		"identityProviders": object{},
	}
}

// showSiteConfig shows config/web on the site, without settings and strings.
func showSiteConfig(c *Call) {
	web, ok := c.Tx.Get(c.New.ID + "/config/web")
	if !ok {
		return
	}
	set(c.New.Body, "properties.siteConfig", store.Copy(web.Body["properties"]))
}

func siteConfigBehaviour(typ string) Behaviour {
	return Behaviour{
		Type: typ,
		Allow: func(c *Call) *arm.Error {
			name := strings.ToLower(c.Name)
			if c.Method == "DELETE" || c.Method == "GET" && secretConfigs[name] || c.Method == "PATCH" && name != "web" {
				return arm.MethodNotAllowed(c.Method, c.ID)
			}
			return nil
		},
		Validate: validConfig,
		Fill:     fillConfig,
		List: func(c *Call) ([]*store.Resource, *arm.Error) {
			if r, ok := c.Tx.Get(c.Parent + "/config/web"); ok {
				return []*store.Resource{r}, nil
			}
			return nil, nil
		},
		After: func(c *Call) *arm.Error {
			before, _ := c.before()["properties"].(object)
			if name := strings.ToLower(c.Name); name != "slotconfignames" && name != "logs" && !jsonEqual(before, c.New.Body["properties"]) {
				countRestart(c, c.Parent)
			}
			return nil
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"list": func(c *Call) (Reply, *arm.Error) { return Reply{Status: 200, Body: c.Old.Body}, nil },
		},
	}
}

// configListBehaviour is GET .../config/authsettingsV2/list, which shows the
// settings with their secrets; the other configurations are listed by POST.
func configListBehaviour(typ string) Behaviour {
	return Behaviour{
		Type:   typ + "/list",
		Single: true,
		List: func(c *Call) ([]*store.Resource, *arm.Error) {
			r, ok := c.Tx.Get(c.Parent)
			switch {
			case !ok:
				return nil, arm.NotFoundAt(c.Parent)
			case !strings.EqualFold(r.Name, "authsettingsV2"):
				return nil, arm.MethodNotAllowed(c.Method, c.ID)
			}
			return []*store.Resource{r}, nil
		},
	}
}

func validConfig(c *Call) *arm.Error {
	props, _ := c.New.Body["properties"].(object)
	switch strings.ToLower(c.Name) {
	case "appsettings", "connectionstrings":
		for _, name := range slices.Sorted(maps.Keys(props)) {
			if e := checkSettingName(name); e != nil {
				return e
			}
		}
	case "web":
		if site, ok := c.Tx.Get(c.Parent); ok {
			return checkSiteConfig(c, site.Body, props)
		}
	}
	return nil
}

// fillConfig: settings and strings are replaced as a whole, the other
// configurations keep what the request leaves out.
func fillConfig(c *Call) {
	if secretConfigs[strings.ToLower(c.Name)] {
		fill(c.New.Body, "properties", object{})
		return
	}
	base := siteConfigStart(c, canonicalConfig(c.Name))
	if old, ok := c.before()["properties"].(object); ok && strings.EqualFold(c.Name, "web") {
		maps.Copy(base, old)
	}
	props, _ := c.New.Body["properties"].(object)
	if props == nil {
		props = object{}
	}
	for k, v := range base {
		if props[k] == nil {
			props[k] = v
		}
	}
	c.New.Body["properties"] = props
}

func canonicalConfig(name string) string {
	for _, n := range siteConfigNames {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return name
}

func publishingPolicyBehaviour(on string) Behaviour {
	return Behaviour{
		Type: on + "/basicPublishingCredentialsPolicies",
		Allow: func(c *Call) *arm.Error {
			if c.Method == "DELETE" {
				return arm.MethodNotAllowed(c.Method, c.ID)
			}
			return nil
		},
	}
}

// swiftBehaviour: networkConfig/virtualNetwork is another way to write the
// site's virtualNetworkSubnetId.
func swiftBehaviour() Behaviour {
	connectSite := func(c *Call, subnet any) *arm.Error {
		if site, ok := c.Tx.Get(c.Parent); ok {
			set(site.Body, "properties.virtualNetworkSubnetId", subnet)
			if subnet == nil {
				remove(site.Body, "properties.virtualNetworkSubnetId")
			}
			touch(c, site)
		}
		return nil
	}
	return Behaviour{
		Type: typeSite + "/networkConfig",
		Validate: func(c *Call) *arm.Error {
			site, ok := c.Tx.Get(c.Parent)
			if !ok {
				return arm.NotFoundAt(c.Parent)
			}
			subnet := text(c.New.Body, "properties.subnetResourceId")
			if subnet == "" {
				return arm.WebValueInvalid("subnetResourceId")
			}
			return checkIntegration(c, site.Body, subnet)
		},
		Fill:        func(c *Call) { fill(c.New.Body, "properties.swiftSupported", true) },
		After:       func(c *Call) *arm.Error { return connectSite(c, at(c.New.Body, "properties.subnetResourceId")) },
		AfterDelete: func(c *Call) *arm.Error { return connectSite(c, nil) },
	}
}

func hostBindingBehaviour() Behaviour {
	return Behaviour{
		Type: typeSite + "/hostNameBindings",
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.siteName": leaf(c.Parent), "properties.hostNameType": "Verified"})
		},
	}
}
