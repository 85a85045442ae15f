package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/appservice/armappservice/v4"
)

const (
	webVersion = "2022-09-01"
	planID     = "Microsoft.Web/serverfarms/plan"
	siteID     = "Microsoft.Web/sites/conformsite"
	site       = "conformsite"
)

func webRows() []row {
	versions := []string{webVersion, own}
	return []row{
		{"Microsoft.Web/serverfarms", versions, plan},
		{"Microsoft.Web/sites", versions, webSite},
		{"Microsoft.Web/sites/slots", versions, webSlot},
		{"Microsoft.Web/sites/config", versions, siteConfig},
		{"Microsoft.Web/sites/config", versions, appSettings},
		{"Microsoft.Web/sites/config", versions, connectionStrings},
		{"Microsoft.Web/sites/config", []string{"2021-02-01", own}, authSettings},
		{"Microsoft.Web/sites/basicPublishingCredentialsPolicies", versions, ftpAllowed},
		{"Microsoft.Web/sites/basicPublishingCredentialsPolicies", versions, scmAllowed},
		{"Microsoft.Web/sites/privateEndpointConnections", versions, siteConnection},
	}
}

func (w *world) havePlan() string {
	w.Helper()
	return w.have(planID, webVersion, map[string]any{
		"location": region, "kind": "linux", "sku": map[string]any{"name": "P1v3", "tier": "PremiumV3", "capacity": 2},
		"properties": map[string]any{"reserved": true},
	})
}

func (w *world) haveSite() string {
	w.Helper()
	return w.have(siteID, webVersion, map[string]any{
		"location": region, "kind": "app,linux,container", "properties": map[string]any{"serverFarmId": w.havePlan(), "reserved": true},
	})
}

func (w *world) webApps() *armappservice.WebAppsClient {
	return made(armappservice.NewWebAppsClient(subscription, w.cred, w.arm()))
}

func plan(w *world) trip {
	c, ctx := made(armappservice.NewPlansClient(subscription, w.cred, w.arm())), w.Context()
	sent := armappservice.Plan{
		Location: to.Ptr(region), Kind: to.Ptr("linux"),
		SKU:        &armappservice.SKUDescription{Name: to.Ptr("P1v3"), Tier: to.Ptr("PremiumV3"), Capacity: to.Ptr[int32](3)},
		Properties: &armappservice.PlanProperties{Reserved: to.Ptr(true), ZoneRedundant: to.Ptr(true), PerSiteScaling: to.Ptr(false)},
	}
	return trip{
		id: planID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, "plan", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, "plan", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, "plan", nil)) },
	}
}

func webSite(w *world) trip {
	plan, identity, network := w.havePlan(), w.haveIdentity(), w.haveNetwork()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.Site{
		Location: to.Ptr(region), Kind: to.Ptr("app,linux,container"),
		Identity: &armappservice.ManagedServiceIdentity{
			Type:                   to.Ptr(armappservice.ManagedServiceIdentityTypeUserAssigned),
			UserAssignedIdentities: map[string]*armappservice.UserAssignedIdentity{identity: {}},
		},
		Properties: &armappservice.SiteProperties{
			ServerFarmID: &plan, Reserved: to.Ptr(true), HTTPSOnly: to.Ptr(true), PublicNetworkAccess: to.Ptr("Disabled"),
			VirtualNetworkSubnetID: to.Ptr(network + "/subnets/apps"), KeyVaultReferenceIdentity: &identity, ClientAffinityEnabled: to.Ptr(false),
			SiteConfig: &armappservice.SiteConfig{
				LinuxFxVersion: to.Ptr("DOCKER|registry.example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000"),
				AlwaysOn:       to.Ptr(true),
			},
		},
	}
	return trip{
		id: siteID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, site, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, site, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, site, nil)) },
	}
}

func webSlot(w *world) trip {
	w.haveSite()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.Site{Location: to.Ptr(region), Kind: to.Ptr("app,linux,container"), Properties: &armappservice.SiteProperties{
		ServerFarmID: to.Ptr(full(planID)), Reserved: to.Ptr(true),
	}}
	return trip{
		id: siteID + "/slots/next", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdateSlot(ctx, group, site, "next", sent, nil)) },
		get:    func() (any, error) { return plain(c.GetSlot(ctx, group, site, "next", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListSlotsPager(group, site, nil)) },
		remove: func() error { return only(c.DeleteSlot(ctx, group, site, "next", nil)) },
	}
}

// siteConfig is what a GET of the site shows in part only.
func siteConfig(w *world) trip {
	w.haveSite()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.SiteConfigResource{Properties: &armappservice.SiteConfig{
		AlwaysOn: to.Ptr(true), FtpsState: to.Ptr(armappservice.FtpsStateDisabled), HealthCheckPath: to.Ptr("/health"),
		MinTLSVersion: to.Ptr(armappservice.SupportedTLSVersionsOne2), Http20Enabled: to.Ptr(true),
	}}
	return trip{
		id: siteID + "/config/web", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.CreateOrUpdateConfiguration(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.GetConfiguration(ctx, group, site, nil)) },
	}
}

// appSettings are read by a POST, and replaced as a whole.
func appSettings(w *world) trip {
	w.haveSite()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.StringDictionary{Properties: map[string]*string{"STAMP": to.Ptr("blue"), "PEER": to.Ptr("green")}}
	return trip{
		id: siteID + "/config/appsettings", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.UpdateApplicationSettings(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.ListApplicationSettings(ctx, group, site, nil)) },
	}
}

func connectionStrings(w *world) trip {
	w.haveSite()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.ConnectionStringDictionary{Properties: map[string]*armappservice.ConnStringValueTypePair{
		"Database": {Type: to.Ptr(armappservice.ConnectionStringTypeSQLAzure), Value: to.Ptr("Server=tcp:group.database.windows.net")},
	}}
	return trip{
		id: siteID + "/config/connectionstrings", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.UpdateConnectionStrings(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.ListConnectionStrings(ctx, group, site, nil)) },
	}
}

func authSettings(w *world) trip {
	w.haveSite()
	c, ctx := w.webApps(), w.Context()
	sent := armappservice.SiteAuthSettingsV2{Properties: &armappservice.SiteAuthSettingsV2Properties{
		Platform: &armappservice.AuthPlatform{Enabled: to.Ptr(true), RuntimeVersion: to.Ptr("~1")},
		GlobalValidation: &armappservice.GlobalValidation{
			RequireAuthentication: to.Ptr(true), RedirectToProvider: to.Ptr("azureActiveDirectory"), ExcludedPaths: []*string{to.Ptr("/health")},
			UnauthenticatedClientAction: to.Ptr(armappservice.UnauthenticatedClientActionV2RedirectToLoginPage),
		},
		IdentityProviders: &armappservice.IdentityProviders{AzureActiveDirectory: &armappservice.AzureActiveDirectory{
			Enabled: to.Ptr(true), Registration: &armappservice.AzureActiveDirectoryRegistration{
				ClientID: to.Ptr("10000000-0000-4000-8000-000000000002"), OpenIDIssuer: to.Ptr("https://login.microsoftonline.com/common/v2.0"),
			},
		}},
		HTTPSettings: &armappservice.HTTPSettings{
			RequireHTTPS: to.Ptr(true), ForwardProxy: &armappservice.ForwardProxy{Convention: to.Ptr(armappservice.ForwardProxyConventionStandard)},
		},
	}}
	return trip{
		id: siteID + "/config/authsettingsV2", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.UpdateAuthSettingsV2(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.GetAuthSettingsV2(ctx, group, site, nil)) },
	}
}

func forbidden() armappservice.CsmPublishingCredentialsPoliciesEntity {
	return armappservice.CsmPublishingCredentialsPoliciesEntity{
		Properties: &armappservice.CsmPublishingCredentialsPoliciesEntityProperties{Allow: to.Ptr(false)},
	}
}

func ftpAllowed(w *world) trip {
	w.haveSite()
	c, ctx, sent := w.webApps(), w.Context(), forbidden()
	return trip{
		id: siteID + "/basicPublishingCredentialsPolicies/ftp", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.UpdateFtpAllowed(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.GetFtpAllowed(ctx, group, site, nil)) },
		list: func() ([]string, error) {
			return ids(c.NewListBasicPublishingCredentialsPoliciesPager(group, site, nil))
		},
	}
}

func scmAllowed(w *world) trip {
	w.haveSite()
	c, ctx, sent := w.webApps(), w.Context(), forbidden()
	return trip{
		id: siteID + "/basicPublishingCredentialsPolicies/scm", sent: sent, standing: true,
		put: func() (any, error) { return plain(c.UpdateScmAllowed(ctx, group, site, sent, nil)) },
		get: func() (any, error) { return plain(c.GetScmAllowed(ctx, group, site, nil)) },
	}
}

// siteConnection approves the connection that a private endpoint made.
func siteConnection(w *world) trip {
	target := w.haveSite()
	w.haveEndpoint(target, "sites")
	c, ctx := w.webApps(), w.Context()
	name := w.connection(target, webVersion)
	sent := armappservice.RemotePrivateEndpointConnectionARMResource{Properties: &armappservice.RemotePrivateEndpointConnectionARMResourceProperties{
		PrivateLinkServiceConnectionState: &armappservice.PrivateLinkConnectionState{Status: to.Ptr("Approved"), Description: to.Ptr("ours")},
	}}
	return trip{
		id: siteID + "/privateEndpointConnections/" + name, sent: sent, standing: true,
		put: func() (any, error) {
			return done(c.BeginApproveOrRejectPrivateEndpointConnection(ctx, group, site, name, sent, nil))
		},
		get:  func() (any, error) { return plain(c.GetPrivateEndpointConnection(ctx, group, site, name, nil)) },
		list: func() ([]string, error) { return ids(c.NewGetPrivateEndpointConnectionListPager(group, site, nil)) },
	}
}
