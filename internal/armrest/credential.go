package armrest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

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
		assertion := func(ctx context.Context) (string, error) { return e.assertion(ctx, client) }
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

// assertion returns the federated token: given, from a file, or from the
// endpoint that GitHub's runners offer.
func (e *Environment) assertion(ctx context.Context, client *http.Client) (string, error) {
	if e.OIDCToken != "" {
		return e.OIDCToken, nil
	}
	if e.OIDCTokenFile != "" {
		data, err := os.ReadFile(e.OIDCTokenFile)
		if err != nil {
			return "", fmt.Errorf("reading the federated token (ARM_OIDC_TOKEN_FILE_PATH): %w", err)
		}
		return strings.TrimSpace(string(data)), nil
	}
	return e.requestAssertion(ctx, client)
}

func (e *Environment) requestAssertion(ctx context.Context, client *http.Client) (string, error) {
	if client == nil {
		client = http.DefaultClient
	}
	address := e.OIDCRequestURL
	if strings.Contains(address, "?") {
		address += "&audience=api://AzureADTokenExchange"
	} else {
		address += "?audience=api://AzureADTokenExchange"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", fmt.Errorf("requesting a federated token: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+e.OIDCRequestKey)
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("requesting a federated token: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return "", fmt.Errorf("requesting a federated token: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("requesting a federated token: the server answered %s", resp.Status)
	}
	var answer struct{ Value string }
	if err := json.Unmarshal(data, &answer); err != nil {
		return "", fmt.Errorf("requesting a federated token: %w", err)
	}
	return answer.Value, nil
}
