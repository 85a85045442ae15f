package armrest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Environment is what the environment says about where Azure is and who asks.
type Environment struct {
	Subscription, Tenant, ClientID string
	ClientSecret                   string
	OIDCToken, OIDCTokenFile       string
	ManagedIdentity, CLI           bool
	ResourceManager                string // with scheme
	Audience                       string
	AuthorityHost                  string
	DisableInstanceDiscovery       bool
	// TrustFile is a PEM bundle of the authorities to trust; "" means the system's.
	TrustFile string
}

// publicCloud is Azure's public cloud, taken where no variable says otherwise.
var publicCloud = cloud.AzurePublic

// FromEnv reads the variables that Pulumi's and Terraform's Azure providers
// share (ARM_*), with those of azidentity (AZURE_*) as a fallback. The error names
// every variable that is missing.
func FromEnv(getenv func(string) string) (*Environment, error) {
	first := func(names ...string) string {
		for _, n := range names {
			if v := getenv(n); v != "" {
				return v
			}
		}
		return ""
	}
	yes := func(names ...string) bool {
		v := strings.ToLower(first(names...))
		return v == "true" || v == "1"
	}
	arm := publicCloud.Services[cloud.ResourceManager]
	e := &Environment{
		Subscription:             first("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"),
		Tenant:                   first("ARM_TENANT_ID", "AZURE_TENANT_ID"),
		ClientID:                 first("ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
		ClientSecret:             first("ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
		OIDCToken:                first("ARM_OIDC_TOKEN"),
		OIDCTokenFile:            first("ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"),
		ManagedIdentity:          yes("ARM_USE_MSI"),
		CLI:                      yes("ARM_USE_CLI"),
		ResourceManager:          withScheme(first("ARM_RESOURCE_MANAGER_ENDPOINT"), arm.Endpoint),
		Audience:                 first("ARM_RESOURCE_MANAGER_AUDIENCE"),
		AuthorityHost:            withScheme(first("ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST", "AZURE_AUTHORITY_HOST"), publicCloud.ActiveDirectoryAuthorityHost),
		DisableInstanceDiscovery: yes("ARM_DISABLE_INSTANCE_DISCOVERY"),
		TrustFile:                getenv("SSL_CERT_FILE"),
	}
	if e.Audience == "" {
		e.Audience = arm.Audience
	}
	return e, e.faults()
}

// faults names every variable without which nobody can be logged in.
func (e *Environment) faults() error {
	var errs []error
	need := func(value, variable string) {
		if value == "" {
			errs = append(errs, fmt.Errorf("environment variable %s is not set", variable))
		}
	}
	need(e.Subscription, "ARM_SUBSCRIPTION_ID")
	if e.ManagedIdentity || e.CLI {
		return errors.Join(errs...)
	}
	need(e.Tenant, "ARM_TENANT_ID")
	need(e.ClientID, "ARM_CLIENT_ID")
	need(e.ClientSecret+e.OIDCToken+e.OIDCTokenFile,
		"ARM_CLIENT_SECRET (or ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH, ARM_USE_MSI=true, ARM_USE_CLI=true)")
	return errors.Join(errs...)
}

func (e *Environment) cloud() cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: e.AuthorityHost,
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Endpoint: e.ResourceManager, Audience: e.Audience},
		},
	}
}

// transport trusts TrustFile even where the process has read the system's
// authorities already.
func (e *Environment) transport() (*http.Client, error) {
	if e.TrustFile == "" {
		return http.DefaultClient, nil
	}
	pem, err := os.ReadFile(e.TrustFile)
	if err != nil {
		return nil, fmt.Errorf("certificates to trust (SSL_CERT_FILE): %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificates to trust (SSL_CERT_FILE): %s holds no certificate", e.TrustFile)
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: t}, nil
}

func (e *Environment) credential(transport policy.Transporter) (azcore.TokenCredential, error) {
	options := policy.ClientOptions{Cloud: e.cloud(), Transport: transport}
	switch {
	case e.ManagedIdentity:
		o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: options}
		if e.ClientID != "" {
			o.ID = azidentity.ClientID(e.ClientID)
		}
		return azidentity.NewManagedIdentityCredential(o)
	case e.CLI:
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: e.Tenant})
	case e.OIDCToken != "" || e.OIDCTokenFile != "":
		return azidentity.NewClientAssertionCredential(e.Tenant, e.ClientID, e.assertion, &azidentity.ClientAssertionCredentialOptions{
			ClientOptions: options, DisableInstanceDiscovery: e.DisableInstanceDiscovery})
	default:
		return azidentity.NewClientSecretCredential(e.Tenant, e.ClientID, e.ClientSecret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions: options, DisableInstanceDiscovery: e.DisableInstanceDiscovery})
	}
}

func (e *Environment) assertion(context.Context) (string, error) {
	if e.OIDCToken != "" {
		return e.OIDCToken, nil
	}
	raw, err := os.ReadFile(e.OIDCTokenFile)
	if err != nil {
		return "", fmt.Errorf("federated token: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

func withScheme(value, fallback string) string {
	switch {
	case value == "":
		return fallback
	case strings.Contains(value, "://"):
		return value
	default:
		return "https://" + value
	}
}
