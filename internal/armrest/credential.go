package armrest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// The kinds of credentials that variables can describe.
const (
	KindFederated = "federated token (OIDC)"
	KindSecret    = "client secret"
	KindManaged   = "managed identity"
	KindCLI       = "Azure CLI"
	KindDefault   = "default chain"
)

// Kind says which credential [Environment.Credential] returns.
func (e *Environment) Kind() string {
	switch {
	case e.hasOIDC() && e.ClientID != "" && e.TenantID != "":
		return KindFederated
	case e.ClientSecret != "" && e.ClientID != "" && e.TenantID != "":
		return KindSecret
	case e.UseMSI:
		return KindManaged
	case e.UseCLI:
		return KindCLI
	default:
		return KindDefault
	}
}

// Credential returns the credential that the environment describes: a federated
// (OIDC) token, a client secret, a managed identity, Azure's CLI, else whatever
// azidentity's default chain finds. A secret goes before a federated token
// unless ARM_USE_OIDC says otherwise. It logs in through the given HTTP client,
// nil for azidentity's own.
func (e *Environment) Credential(client *http.Client) (azcore.TokenCredential, error) {
	options := azcore.ClientOptions{Cloud: e.cloud()}
	if client != nil {
		options.Transport = client
	}
	var cred azcore.TokenCredential
	var err error
	kind := e.Kind()
	switch kind {
	case KindFederated:
		assertion := func(ctx context.Context) (string, error) { return e.FederatedToken(ctx, client) }
		cred, err = azidentity.NewClientAssertionCredential(e.TenantID, e.ClientID, assertion,
			&azidentity.ClientAssertionCredentialOptions{
				ClientOptions: options, DisableInstanceDiscovery: e.DisableInstanceDiscovery,
			})
	case KindSecret:
		cred, err = azidentity.NewClientSecretCredential(e.TenantID, e.ClientID, e.ClientSecret,
			&azidentity.ClientSecretCredentialOptions{
				ClientOptions: options, DisableInstanceDiscovery: e.DisableInstanceDiscovery,
			})
	case KindManaged:
		o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: options}
		if e.ClientID != "" {
			o.ID = azidentity.ClientID(e.ClientID)
		}
		cred, err = azidentity.NewManagedIdentityCredential(o)
	case KindCLI:
		cred, err = azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: e.TenantID})
	default:
		cred, err = azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
			ClientOptions: options, DisableInstanceDiscovery: e.DisableInstanceDiscovery,
			TenantID: e.TenantID,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("setting up the %s credential from the ARM_* variables: %w", kind, err)
	}
	return cred, nil
}

func (e *Environment) cloud() cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: e.Authority,
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Endpoint: e.ResourceManager, Audience: e.Audience},
		},
	}
}

func (e *Environment) hasOIDC() bool {
	if e.OIDCToken != "" || e.OIDCTokenFile != "" {
		return e.UseOIDC || e.ClientSecret == ""
	}
	return e.UseOIDC && e.OIDCRequestURL != "" && e.OIDCRequestKey != ""
}
