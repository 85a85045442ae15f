package conformance

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	exchange      = "api://AzureADTokenExchange"
	foreignIssuer = "https://token.example.com"
	reader        = "/subscriptions/" + subscription + "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
)

// readGroup reads the resource group as the bearer of a credential.
func (w *world) readGroup(cred azcore.TokenCredential) error {
	c := made(armresources.NewResourceGroupsClient(subscription, cred, w.own()))
	return only(c.Get(w.Context(), group, nil))
}

// mayRead gives a principal the role Reader on the resource group.
func (w *world) mayRead(principal string) {
	w.Helper()
	w.have("Microsoft.Authorization/roleAssignments/10000000-0000-4000-8000-000000000003", "2022-04-01", map[string]any{
		"properties": map[string]any{"roleDefinitionId": reader, "principalId": principal, "principalType": "ServicePrincipal"},
	})
}

// armScope is what ARM's clients ask a token for.
func (w *world) armScope() policy.TokenRequestOptions {
	return policy.TokenRequestOptions{Scopes: []string{w.env["ARM_RESOURCE_MANAGER_AUDIENCE"] + "/.default"}}
}

// wantLoginRefusal holds a failed login to Entra's code.
func wantLoginRefusal(t *testing.T, err error, code string) {
	t.Helper()
	var failed *azidentity.AuthenticationFailedError
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, failed, code)
}

func TestClientSecret(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.readGroup(w.secret(w.env["ARM_CLIENT_SECRET"])))
	wantLoginRefusal(t, w.readGroup(w.secret("guess")), "AADSTS7000215")
}

func TestUnknownTenantAndClient(t *testing.T) {
	w := newWorld(t)
	const nobody = "10000000-0000-4000-8000-00000000dead"
	options := &azidentity.ClientSecretCredentialOptions{ClientOptions: w.core(), DisableInstanceDiscovery: true}
	tenant := made(azidentity.NewClientSecretCredential(nobody, sandbox.ClientID, "guess", options))
	require.ErrorContains(t, w.readGroup(tenant), "AADSTS90002")
	client := made(azidentity.NewClientSecretCredential(sandbox.TenantID, nobody, "guess", options))
	wantLoginRefusal(t, w.readGroup(client), "AADSTS700016")
}

// assertion is a token of an issuer that the sandbox cannot ask.
func assertion(t *testing.T, subject, audience string) func(context.Context) (string, error) {
	t.Helper()
	raw, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Issuer: foreignIssuer, Subject: subject, Audience: jwt.ClaimStrings{audience}, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour)),
	}).SignedString([]byte("theirs"))
	require.NoError(t, err)
	return func(context.Context) (string, error) { return raw, nil }
}

func (w *world) asserted(client string, get func(context.Context) (string, error)) azcore.TokenCredential {
	return made(azidentity.NewClientAssertionCredential(sandbox.TenantID, client, get,
		&azidentity.ClientAssertionCredentialOptions{ClientOptions: w.core(), DisableInstanceDiscovery: true}))
}

// TestFederation signs a managed identity in by a token of a foreign issuer,
// and lets it do what its role allows and nothing else.
func TestFederation(t *testing.T) {
	w := newWorld(t).at(identityVersion)
	_, err := federated(w).put()
	require.NoError(t, err)
	c := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm()))
	identity, err := c.Get(w.Context(), group, "app", nil)
	require.NoError(t, err)
	client := *identity.Properties.ClientID

	wantLoginRefusal(t, w.readGroup(w.asserted(client, assertion(t, "other", exchange))), "AADSTS700213")
	wantLoginRefusal(t, w.readGroup(w.asserted(client, assertion(t, "main", "api://other"))), "AADSTS700212")
	app := w.asserted(client, assertion(t, "main", exchange))
	wantRefusal(t, w.readGroup(app), http.StatusForbidden, "AuthorizationFailed")

	w.mayRead(*identity.Properties.PrincipalID)
	require.NoError(t, w.readGroup(app))
	groups := made(armresources.NewResourceGroupsClient(subscription, app, w.own()))
	wantRefusal(t, gone(groups.BeginDelete(w.Context(), group, nil)), http.StatusForbidden, "AuthorizationFailed")
}

// TestOIDC signs the sandbox's own client in by a token that the sandbox
// issued, as a build pipeline does with its provider's.
func TestOIDC(t *testing.T) {
	w := newWorld(t)
	cred := w.asserted(sandbox.ClientID, func(ctx context.Context) (string, error) {
		token, err := w.cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{exchange + "/.default"}})
		return token.Token, err
	})
	require.NoError(t, w.readGroup(cred))
	forged := w.asserted(sandbox.ClientID, func(ctx context.Context) (string, error) {
		token, err := w.cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{exchange + "/.default"}})
		return token.Token[:len(token.Token)-8] + "AAAAAAAA", err
	})
	wantLoginRefusal(t, w.readGroup(forged), "AADSTS50027")
}

// TestManagedIdentity asks the endpoint that App Service offers to its apps.
// The SDK keeps such tokens for the whole process, so each question is one
// that nobody asked before: by its scope, or by a new identity.
func TestManagedIdentity(t *testing.T) {
	w := newWorld(t).at(identityVersion)
	for _, name := range []string{"IDENTITY_ENDPOINT", "IDENTITY_HEADER"} {
		t.Setenv(name, w.env[name])
	}
	id := w.haveIdentity()
	c := made(armmsi.NewUserAssignedIdentitiesClient(subscription, w.cred, w.arm()))
	identity, err := c.Get(w.Context(), group, "app", nil)
	require.NoError(t, err)
	client, principal := *identity.Properties.ClientID, *identity.Properties.PrincipalID

	managed := func(id azidentity.ManagedIDKind) azcore.TokenCredential {
		return made(azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ClientOptions: w.core(), ID: id}))
	}
	fresh := func() policy.TokenRequestOptions {
		return policy.TokenRequestOptions{Scopes: []string{"api://" + uuid.NewString()}}
	}
	for name, row := range map[string]struct {
		id     azidentity.ManagedIDKind
		client string
	}{
		"of the system": {nil, sandbox.ClientID}, "by client id": {azidentity.ClientID(client), client},
		"by object id": {azidentity.ObjectID(principal), client}, "by resource id": {azidentity.ResourceID(id), client},
	} {
		token, err := managed(row.id).GetToken(w.Context(), fresh())
		require.NoError(t, err, name)
		require.Equal(t, row.client, clientOf(t, token.Token), name)
	}
	wantRefusal(t, w.readGroup(managed(azidentity.ClientID(client))), http.StatusForbidden, "AuthorizationFailed")
	w.mayRead(principal)
	require.NoError(t, w.readGroup(managed(azidentity.ClientID(client))))

	_, err = managed(azidentity.ClientID(uuid.NewString())).GetToken(w.Context(), fresh())
	require.Error(t, err, "an identity that is not there")
	t.Setenv("IDENTITY_HEADER", "guess")
	_, err = managed(nil).GetToken(w.Context(), fresh())
	require.Error(t, err, "a wrong header")
}

// clientOf is the application that a token speaks for.
func clientOf(t *testing.T, raw string) string {
	t.Helper()
	var claims struct {
		jwt.RegisteredClaims
		AppID string `json:"appid"`
	}
	_, _, err := jwt.NewParser().ParseUnverified(raw, &claims)
	require.NoError(t, err)
	return claims.AppID
}

// TestEnvironment signs in by nothing but the environment that the sandbox
// offers.
func TestEnvironment(t *testing.T) {
	w := newWorld(t)
	for name, value := range w.env {
		t.Setenv(name, value)
	}
	core := w.core()
	core.Cloud = cloud.Configuration{} // AZURE_AUTHORITY_HOST says where
	byVariables := made(azidentity.NewEnvironmentCredential(&azidentity.EnvironmentCredentialOptions{ClientOptions: core, DisableInstanceDiscovery: true}))
	require.NoError(t, w.readGroup(byVariables))
	chain := made(azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: core, DisableInstanceDiscovery: true}))
	require.NoError(t, w.readGroup(chain))
}

// elsewhere is a credential that asks for tokens for another service.
type elsewhere struct {
	azcore.TokenCredential
	scope string
}

// GetToken implements [azcore.TokenCredential].
func (e elsewhere) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	o.Scopes = []string{e.scope}
	return e.TokenCredential.GetToken(ctx, o)
}

// fixed is a credential with one token.
type fixed string

// GetToken implements [azcore.TokenCredential].
func (f fixed) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(f), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

func TestTokensThatARMRefuses(t *testing.T) {
	var ahead atomic.Int64
	w := start(t, sandbox.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	w.have(groupID, groupVersion, map[string]any{"location": region})
	wantRefusal(t, w.readGroup(elsewhere{w.cred, "https://graph.microsoft.com/.default"}), 401, "InvalidAuthenticationTokenAudience")
	wantRefusal(t, w.readGroup(fixed("nonsense")), 401, "InvalidAuthenticationToken")
	token, err := w.cred.GetToken(w.Context(), w.armScope())
	require.NoError(t, err)
	require.NoError(t, w.readGroup(fixed(token.Token)))
	ahead.Store(int64(24 * time.Hour))
	wantRefusal(t, w.readGroup(fixed(token.Token)), 401, "ExpiredAuthenticationToken")
	require.NoError(t, w.readGroup(w.secret(w.env["ARM_CLIENT_SECRET"])), "a new token")

	resp, err := w.http.Get(w.env["ARM_RESOURCE_MANAGER_ENDPOINT"] + groupID[1:] + "?api-version=" + groupVersion)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
	require.Contains(t, resp.Header.Get("WWW-Authenticate"), "Bearer authorization_uri=")
}

// TestUntrustedAuthority fails with clients that know no authority but the
// system's.
func TestUntrustedAuthority(t *testing.T) {
	w := newWorld(t)
	o := &arm.ClientOptions{ClientOptions: w.core()}
	stranger := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(stranger.CloseIdleConnections)
	o.Transport = stranger
	c := made(armresources.NewResourceGroupsClient(subscription, fixed("nonsense"), o))
	require.ErrorContains(t, only(c.Get(w.Context(), group, nil)), "certificate")
}
