package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cdn/armcdn/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
)

const (
	edgeVersion = "2023-05-01"
	wafVersion  = "2022-05-01"
	profile     = "conformedge"
	profileID   = "Microsoft.Cdn/profiles/conformedge"
	wafID       = "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/conformwaf"
)

func edgeRows() []row {
	versions := []string{edgeVersion, own}
	return []row{
		{"Microsoft.Cdn/profiles", versions, edgeProfile},
		{"Microsoft.Cdn/profiles/afdEndpoints", versions, edgeEndpoint},
		{"Microsoft.Cdn/profiles/afdEndpoints/routes", versions, edgeRoute},
		{"Microsoft.Cdn/profiles/customDomains", versions, edgeDomain},
		{"Microsoft.Cdn/profiles/originGroups", versions, edgeOriginGroup},
		{"Microsoft.Cdn/profiles/originGroups/origins", versions, edgeOrigin},
		{"Microsoft.Cdn/profiles/ruleSets", versions, edgeRuleSet},
		{"Microsoft.Cdn/profiles/ruleSets/rules", versions, edgeRule},
		{"Microsoft.Cdn/profiles/securityPolicies", versions, edgeSecurity},
		{"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies", []string{wafVersion}, firewallPolicy},
	}
}

func (w *world) haveProfile() string {
	w.Helper()
	return w.have(profileID, edgeVersion, map[string]any{"location": "Global", "sku": map[string]any{"name": "Premium_AzureFrontDoor"}})
}

func (w *world) haveEdgeEndpoint() string {
	w.Helper()
	return w.have(w.haveProfile()+"/afdEndpoints/app", edgeVersion, map[string]any{
		"location": "Global", "properties": map[string]any{"enabledState": "Enabled"},
	})
}

func (w *world) haveOriginGroup() string {
	w.Helper()
	return w.have(w.haveProfile()+"/originGroups/app", edgeVersion, map[string]any{"properties": map[string]any{
		"loadBalancingSettings": map[string]any{"sampleSize": 4, "successfulSamplesRequired": 3, "additionalLatencyInMilliseconds": 50},
	}})
}

func edgeProfile(w *world) trip {
	c, ctx := made(armcdn.NewProfilesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.Profile{
		Location: to.Ptr("Global"), SKU: &armcdn.SKU{Name: to.Ptr(armcdn.SKUNamePremiumAzureFrontDoor)},
		Tags:       map[string]*string{"system": to.Ptr("shop")},
		Properties: &armcdn.ProfileProperties{OriginResponseTimeoutSeconds: to.Ptr[int32](60)},
	}
	return trip{
		id: profileID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, nil)) },
	}
}

func edgeEndpoint(w *world) trip {
	w.haveProfile()
	c, ctx := made(armcdn.NewAFDEndpointsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.AFDEndpoint{Location: to.Ptr("Global"), Properties: &armcdn.AFDEndpointProperties{EnabledState: to.Ptr(armcdn.EnabledStateEnabled)}}
	return trip{
		id: profileID + "/afdEndpoints/app", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "app", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "app", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByProfilePager(group, profile, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "app", nil)) },
	}
}

func edgeOriginGroup(w *world) trip {
	w.haveProfile()
	c, ctx := made(armcdn.NewAFDOriginGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.AFDOriginGroup{Properties: &armcdn.AFDOriginGroupProperties{
		LoadBalancingSettings: &armcdn.LoadBalancingSettingsParameters{
			SampleSize: to.Ptr[int32](4), SuccessfulSamplesRequired: to.Ptr[int32](3), AdditionalLatencyInMilliseconds: to.Ptr[int32](50),
		},
		HealthProbeSettings: &armcdn.HealthProbeParameters{
			ProbePath: to.Ptr("/health"), ProbeProtocol: to.Ptr(armcdn.ProbeProtocolHTTPS),
			ProbeRequestType: to.Ptr(armcdn.HealthProbeRequestTypeHEAD), ProbeIntervalInSeconds: to.Ptr[int32](10),
		},
		SessionAffinityState: to.Ptr(armcdn.EnabledStateDisabled),
	}}
	return trip{
		id: profileID + "/originGroups/app", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "app", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "app", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByProfilePager(group, profile, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "app", nil)) },
	}
}

func edgeOrigin(w *world) trip {
	w.haveOriginGroup()
	account := w.haveAccount(accountID, region)
	c, ctx := made(armcdn.NewAFDOriginsClient(subscription, w.cred, w.arm())), w.Context()
	host := "conformblue.blob.core.windows.net"
	sent := armcdn.AFDOrigin{Properties: &armcdn.AFDOriginProperties{
		HostName: &host, OriginHostHeader: &host, HTTPPort: to.Ptr[int32](80), HTTPSPort: to.Ptr[int32](443),
		Priority: to.Ptr[int32](1), Weight: to.Ptr[int32](1000), EnabledState: to.Ptr(armcdn.EnabledStateEnabled),
		EnforceCertificateNameCheck: to.Ptr(true),
		SharedPrivateLinkResource: &armcdn.SharedPrivateLinkResourceProperties{
			PrivateLink: &armcdn.ResourceReference{ID: &account}, GroupID: to.Ptr("blob"), PrivateLinkLocation: to.Ptr(region),
			RequestMessage: to.Ptr("let the edge in"),
		},
	}}
	return trip{
		id: profileID + "/originGroups/app/origins/blue", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "app", "blue", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "app", "blue", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByOriginGroupPager(group, profile, "app", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "app", "blue", nil)) },
	}
}

func edgeDomain(w *world) trip {
	w.haveProfile()
	c, ctx := made(armcdn.NewAFDCustomDomainsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.AFDDomain{Properties: &armcdn.AFDDomainProperties{
		HostName: to.Ptr("shop.example.com"), TLSSettings: &armcdn.AFDDomainHTTPSParameters{
			CertificateType: to.Ptr(armcdn.AfdCertificateTypeManagedCertificate), MinimumTLSVersion: to.Ptr(armcdn.AfdMinimumTLSVersionTLS12),
		},
	}}
	return trip{
		id: profileID + "/customDomains/shop-example-com", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "shop-example-com", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "shop-example-com", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByProfilePager(group, profile, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "shop-example-com", nil)) },
	}
}

func edgeRoute(w *world) trip {
	w.haveEdgeEndpoint()
	origins := w.haveOriginGroup()
	w.have(origins+"/origins/blue", edgeVersion, map[string]any{"properties": map[string]any{
		"hostName": "blue.example.com", "originHostHeader": "blue.example.com", "enabledState": "Enabled",
	}})
	c, ctx := made(armcdn.NewRoutesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.Route{Properties: &armcdn.RouteProperties{
		OriginGroup: &armcdn.ResourceReference{ID: &origins}, PatternsToMatch: []*string{to.Ptr("/*")},
		SupportedProtocols: []*armcdn.AFDEndpointProtocols{to.Ptr(armcdn.AFDEndpointProtocolsHTTP), to.Ptr(armcdn.AFDEndpointProtocolsHTTPS)},
		HTTPSRedirect:      to.Ptr(armcdn.HTTPSRedirectEnabled), ForwardingProtocol: to.Ptr(armcdn.ForwardingProtocolHTTPSOnly),
		LinkToDefaultDomain: to.Ptr(armcdn.LinkToDefaultDomainEnabled), EnabledState: to.Ptr(armcdn.EnabledStateEnabled),
	}}
	return trip{
		id: profileID + "/afdEndpoints/app/routes/all", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "app", "all", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "app", "all", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByEndpointPager(group, profile, "app", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "app", "all", nil)) },
	}
}

func edgeRuleSet(w *world) trip {
	w.haveProfile()
	c, ctx := made(armcdn.NewRuleSetsClient(subscription, w.cred, w.arm())), w.Context()
	return trip{
		id: profileID + "/ruleSets/Headers", sent: armcdn.RuleSet{},
		put:    func() (any, error) { return plain(c.Create(ctx, group, profile, "Headers", nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "Headers", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByProfilePager(group, profile, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "Headers", nil)) },
	}
}

func edgeRule(w *world) trip {
	w.have(w.haveProfile()+"/ruleSets/Headers", edgeVersion, map[string]any{})
	c, ctx := made(armcdn.NewRulesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.Rule{Properties: &armcdn.RuleProperties{
		Order: to.Ptr[int32](1), MatchProcessingBehavior: to.Ptr(armcdn.MatchProcessingBehaviorContinue),
		Actions: []armcdn.DeliveryRuleActionAutoGeneratedClassification{&armcdn.DeliveryRuleResponseHeaderAction{
			Name: to.Ptr(armcdn.DeliveryRuleActionModifyResponseHeader), Parameters: &armcdn.HeaderActionParameters{
				TypeName:     to.Ptr(armcdn.HeaderActionParametersTypeNameDeliveryRuleHeaderActionParameters),
				HeaderAction: to.Ptr(armcdn.HeaderActionOverwrite), HeaderName: to.Ptr("Strict-Transport-Security"), Value: to.Ptr("max-age=31536000"),
			},
		}},
	}}
	return trip{
		id: profileID + "/ruleSets/Headers/rules/Strict", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "Headers", "Strict", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "Headers", "Strict", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByRuleSetPager(group, profile, "Headers", nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "Headers", "Strict", nil)) },
	}
}

func edgeSecurity(w *world) trip {
	endpoint := w.haveEdgeEndpoint()
	waf := w.have(wafID, wafVersion, map[string]any{
		"location": "Global", "sku": map[string]any{"name": "Premium_AzureFrontDoor"}, "properties": map[string]any{},
	})
	c, ctx := made(armcdn.NewSecurityPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armcdn.SecurityPolicy{Properties: &armcdn.SecurityPolicyProperties{
		Parameters: &armcdn.SecurityPolicyWebApplicationFirewallParameters{
			Type: to.Ptr(armcdn.SecurityPolicyTypeWebApplicationFirewall), WafPolicy: &armcdn.ResourceReference{ID: &waf},
			Associations: []*armcdn.SecurityPolicyWebApplicationFirewallAssociation{{
				Domains: []*armcdn.ActivatedResourceReference{{ID: &endpoint}}, PatternsToMatch: []*string{to.Ptr("/*")},
			}},
		},
	}}
	return trip{
		id: profileID + "/securityPolicies/app", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreate(ctx, group, profile, "app", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, profile, "app", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByProfilePager(group, profile, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, profile, "app", nil)) },
	}
}

func firewallPolicy(w *world) trip {
	return byID(w, wafID, armresources.GenericResource{
		Location: to.Ptr("Global"), SKU: &armresources.SKU{Name: to.Ptr("Premium_AzureFrontDoor")},
		Properties: map[string]any{
			"policySettings": map[string]any{"enabledState": "Enabled", "mode": "Prevention", "requestBodyCheck": "Enabled"},
			"managedRules": map[string]any{"managedRuleSets": []any{map[string]any{
				"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1", "ruleSetAction": "Block",
			}}},
			"customRules": map[string]any{"rules": []any{map[string]any{
				"name": "RateLimit", "priority": 40.0, "ruleType": "RateLimitRule", "action": "Block", "enabledState": "Enabled",
				"rateLimitDurationInMinutes": 1.0, "rateLimitThreshold": 1000.0,
				"matchConditions": []any{map[string]any{
					"matchVariable": "SocketAddr", "operator": "IPMatch", "negateCondition": false, "matchValue": []any{"0.0.0.0/0", "::/0"},
				}},
			}}},
		},
	})
}
