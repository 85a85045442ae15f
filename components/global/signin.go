package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/web/v2"
	"github.com/pulumi/pulumi-azuread/sdk/v5/go/azuread"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const signInType = "tandem:global:SignIn"

const (
	callbackPath = "/.auth/login/aad/callback"
	authority    = "https://login.microsoftonline.com"
	// exchangeAudience is the audience of tokens that Entra takes instead of a secret.
	exchangeAudience = "api://AzureADTokenExchange"
	// assertionSetting is the app setting that names the managed identity by which App
	// Service signs in instead of by a secret.
	assertionSetting = "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"

	graphAppID    = "00000003-0000-0000-c000-000000000000" // Microsoft Graph
	graphUserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d" // User.Read, delegated
)

// SignIn is the system's one Entra application, by which users sign in on
// every endpoint.
type SignIn struct {
	pulumi.ResourceState

	ClientID pulumi.StringOutput
	TenantID pulumi.StringOutput
}

// NewSignIn makes the application, its service principal, to which users are assigned
// once, and for each stamp a federated credential in place of a secret. Whoever makes
// the first two owns them: an identity that may change only applications that it owns
// (Application.ReadWrite.OwnedBy) could not give them a credential otherwise, since the
// provider leaves those without owners that name none. Who owns them later is no
// business of the program's.
func NewSignIn(ctx *pulumi.Context, name string, args *Args, edge *Edge, opts ...pulumi.ResourceOption) (*SignIn, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	s := &SignIn{}
	if err := ctx.RegisterComponentResource(signInType, name, s, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	caller, err := azuread.GetClientConfig(ctx, pulumi.Parent(s))
	if err != nil {
		return nil, fmt.Errorf("who is logged in to Entra: %w", err)
	}
	owners := pulumi.ToStringArray([]string{caller.ObjectId})
	handedOver := pulumi.IgnoreChanges([]string{"owners"})
	app, err := s.newApplication(ctx, name+"-application", args, edge, owners, handedOver)
	if err != nil {
		return nil, fmt.Errorf("application: %w", err)
	}
	if _, err := azuread.NewServicePrincipal(ctx, name+"-principal", &azuread.ServicePrincipalArgs{
		ClientId:                  app.ClientId,
		AppRoleAssignmentRequired: pulumi.Bool(true),
		Owners:                    owners,
		Tags:                      args.marks(),
	}, pulumi.Parent(s), handedOver); err != nil {
		return nil, fmt.Errorf("service principal: %w", err)
	}
	for _, stamp := range topology.Stamps() {
		in := args.Stamps[stamp]
		_, err := azuread.NewApplicationFederatedIdentityCredential(ctx, name+"-"+stamp.String()+"-credential",
			&azuread.ApplicationFederatedIdentityCredentialArgs{
				ApplicationId: app.ID().ToStringOutput(),
				DisplayName:   pulumi.String(stamp.String()),
				Description:   pulumi.String("Stamp " + stamp.String() + "'s managed identity signs users in"),
				Issuer:        pulumi.Sprintf("%s/%s/v2.0", authority, in.TenantID),
				Subject:       in.IdentityPrincipalID,
				Audiences:     pulumi.ToStringArray([]string{exchangeAudience}),
			}, pulumi.Parent(s))
		if err != nil {
			return nil, fmt.Errorf("federated credential of stamp %s: %w", stamp, err)
		}
	}
	s.ClientID = app.ClientId
	s.TenantID = args.Stamps[args.Anchor].TenantID.ToStringOutput()
	return s, ctx.RegisterResourceOutputs(s, pulumi.Map{"clientId": s.ClientID, "tenantId": s.TenantID})
}

// newApplication makes the application itself.
func (s *SignIn) newApplication(ctx *pulumi.Context, name string, args *Args, edge *Edge, owners pulumi.StringArray,
	opts ...pulumi.ResourceOption,
) (*azuread.Application, error) {
	return azuread.NewApplication(ctx, name, &azuread.ApplicationArgs{
		DisplayName:    pulumi.String(args.identity().Global().SignIn),
		SignInAudience: pulumi.String("AzureADMyOrg"),
		Owners:         owners,
		Tags:           args.marks(),
		Api:            azuread.ApplicationApiArgs{RequestedAccessTokenVersion: pulumi.Int(2)},
		Web: azuread.ApplicationWebArgs{
			RedirectUris:  redirects(args, edge),
			ImplicitGrant: azuread.ApplicationWebImplicitGrantArgs{IdTokenIssuanceEnabled: pulumi.Bool(true)},
		},
		RequiredResourceAccesses: azuread.ApplicationRequiredResourceAccessArray{
			azuread.ApplicationRequiredResourceAccessArgs{
				ResourceAppId: pulumi.String(graphAppID),
				ResourceAccesses: azuread.ApplicationRequiredResourceAccessResourceAccessArray{
					azuread.ApplicationRequiredResourceAccessResourceAccessArgs{
						Id: pulumi.String(graphUserRead), Type: pulumi.String("Scope"),
					},
				},
			},
		},
	}, append(opts, pulumi.Parent(s))...)
}

// redirects are where users come back to, on every endpoint.
func redirects(args *Args, edge *Edge) pulumi.StringArray {
	var uris pulumi.StringArray
	for _, key := range sortedKeys(edge.Endpoints) {
		uris = append(uris, pulumi.Sprintf("https://%s%s", edge.Endpoints[key].HostName, callbackPath))
	}
	if host := args.Edge.CustomDomain; host != "" {
		uris = append(uris, pulumi.String("https://"+host+callbackPath))
	}
	return uris
}

// authSettings are one web app's authentication settings: everyone signs in,
// except on the health paths; the host that the edge forwards is trusted.
func authSettings(args *Args, in StampInput, appName pulumi.StringInput, signIn *SignIn) *web.WebAppAuthSettingsV2Args {
	return &web.WebAppAuthSettingsV2Args{
		ResourceGroupName: in.ResourceGroup,
		Name:              appName,
		Platform:          web.AuthPlatformArgs{Enabled: pulumi.Bool(true), RuntimeVersion: pulumi.String("~1")},
		GlobalValidation: web.GlobalValidationArgs{
			RequireAuthentication:       pulumi.Bool(true),
			UnauthenticatedClientAction: web.UnauthenticatedClientActionV2RedirectToLoginPage,
			RedirectToProvider:          pulumi.String("azureActiveDirectory"),
			ExcludedPaths:               pulumi.ToStringArray([]string{args.HealthPath, args.InstanceHealthPath}),
		},
		IdentityProviders: web.IdentityProvidersArgs{
			AzureActiveDirectory: web.AzureActiveDirectoryArgs{
				Enabled: pulumi.Bool(true),
				Registration: web.AzureActiveDirectoryRegistrationArgs{
					ClientId:                signIn.ClientID,
					ClientSecretSettingName: pulumi.String(assertionSetting),
					OpenIdIssuer:            pulumi.Sprintf("%s/%s/v2.0", authority, in.TenantID),
				},
				Validation: web.AzureActiveDirectoryValidationArgs{
					AllowedAudiences: pulumi.StringArray{signIn.ClientID},
				},
			},
		},
		HttpSettings: web.HttpSettingsArgs{
			RequireHttps: pulumi.Bool(true),
			ForwardProxy: web.ForwardProxyArgs{Convention: web.ForwardProxyConventionStandard},
			Routes:       web.HttpSettingsRoutesArgs{ApiPrefix: pulumi.String("/.auth")},
		},
		Login: web.LoginArgs{
			TokenStore:                    web.TokenStoreArgs{Enabled: pulumi.Bool(false)},
			PreserveUrlFragmentsForLogins: pulumi.Bool(false),
		},
	}
}
