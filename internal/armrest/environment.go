package armrest

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// Environment says where a cloud's services are and whom to log in as.
type Environment struct {
	ResourceManager string // endpoint, without a trailing slash
	Audience        string // of tokens for the resource manager
	Authority       string // the login host, without a trailing slash
	Graph           string // endpoint of Microsoft Graph; "" where only the resource manager knows it

	SubscriptionID string
	TenantID       string
	ClientID       string
	ClientSecret   string
	OIDCToken      string
	OIDCTokenFile  string
	OIDCRequestURL string
	OIDCRequestKey string
	UseOIDC        bool
	UseMSI         bool
	UseCLI         bool
	// ServiceConnection is the id of the service connection for which Azure Pipelines
	// hands out federated tokens, "" on other runners.
	ServiceConnection string
	// DisableInstanceDiscovery keeps the login library from asking the public
	// cloud whether the authority is a known one.
	DisableInstanceDiscovery bool
	// TrustFile is a PEM bundle of the authorities to trust; "" means the system's.
	TrustFile string
}

// knownCloud is a cloud that ARM_ENVIRONMENT may name.
type knownCloud struct {
	login cloud.Configuration
	graph string
}

// clouds are the clouds by the name that ARM_ENVIRONMENT gives them.
var clouds = map[string]knownCloud{
	"public":       {cloud.AzurePublic, publicGraph},
	"usgovernment": {cloud.AzureGovernment, "https://graph.microsoft.us"},
	"china":        {cloud.AzureChina, "https://microsoftgraph.chinacloudapi.cn"},
}

// Read reads the variables that Pulumi's and Terraform's Azure providers share
// (ARM_*), with those of azidentity (AZURE_*), of GitHub's runners (ACTIONS_*) and of Azure
// Pipelines (SYSTEM_*, AZURESUBSCRIPTION_*) as a fallback. Variables may be missing; the
// error names every one that is wrong.
func Read(getenv func(string) string) (Environment, error) {
	get := func(names ...string) string {
		for _, name := range names {
			if value := getenv(name); value != "" {
				return value
			}
		}
		return ""
	}
	var faults []error
	name := strings.ToLower(cmp.Or(get("ARM_ENVIRONMENT"), "public"))
	known, found := clouds[name]
	if !found {
		faults = append(faults, fmt.Errorf(
			"ARM_ENVIRONMENT is %q: set it to public, usgovernment or china, or leave it out", name))
		known = clouds["public"]
	}
	e := Environment{
		Authority: endpoint(cmp.Or(get("ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST", "AZURE_AUTHORITY_HOST"),
			known.login.ActiveDirectoryAuthorityHost)),
		SubscriptionID: get("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"),
		TenantID:       get("ARM_TENANT_ID", "AZURE_TENANT_ID"),
		ClientID:       get("ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
		ClientSecret:   get("ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
		OIDCToken:      get("ARM_OIDC_TOKEN"),
		OIDCTokenFile:  get("ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"),
		OIDCRequestURL: get("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"),
		OIDCRequestKey: get("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
		TrustFile:      get("SSL_CERT_FILE"),
	}
	public := known.login.Services[cloud.ResourceManager]
	if custom := endpoint(get("ARM_RESOURCE_MANAGER_ENDPOINT")); custom != "" {
		e.ResourceManager = custom
		e.Audience = cmp.Or(get("ARM_RESOURCE_MANAGER_AUDIENCE"), custom)
	} else {
		e.ResourceManager, e.Graph = endpoint(public.Endpoint), known.graph
		e.Audience = cmp.Or(get("ARM_RESOURCE_MANAGER_AUDIENCE"), public.Audience)
	}
	faults = append(faults, e.readFlags(getenv), e.checkEndpoints())
	e.readPipelines(get)
	return e, errors.Join(faults...)
}

// FromEnv is [Read] for those who log in with nothing but what the variables
// say: the error also names every variable that is missing for that.
func FromEnv(getenv func(string) string) (Environment, error) {
	e, err := Read(getenv)
	return e, errors.Join(err, e.missing(getenv))
}

// readFlags reads the variables that are true or false.
func (e *Environment) readFlags(getenv func(string) string) error {
	var faults []error
	for _, flag := range []struct {
		name   string
		target *bool
	}{
		{"ARM_USE_OIDC", &e.UseOIDC},
		{"ARM_USE_MSI", &e.UseMSI},
		{"ARM_USE_CLI", &e.UseCLI},
		{"ARM_DISABLE_INSTANCE_DISCOVERY", &e.DisableInstanceDiscovery},
	} {
		switch value := getenv(flag.name); strings.ToLower(value) {
		case "", "false", "0":
		case "true", "1":
			*flag.target = true
		default:
			faults = append(faults, fmt.Errorf("%s is %q: set it to true or false", flag.name, value))
		}
	}
	return errors.Join(faults...)
}

func (e *Environment) checkEndpoints() error {
	var faults []error
	for _, named := range [][2]string{
		{"ARM_RESOURCE_MANAGER_ENDPOINT", e.ResourceManager},
		{"ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST", e.Authority},
	} {
		if u, err := url.Parse(named[1]); err != nil || u.Scheme != "https" || u.Host == "" {
			faults = append(faults, fmt.Errorf("%s is %q: set it to an https URL", named[0], named[1]))
		}
	}
	return errors.Join(faults...)
}

// missing names every variable without which nobody can be logged in.
func (e *Environment) missing(getenv func(string) string) error {
	var faults []error
	need := func(given bool, variable string) {
		if !given {
			faults = append(faults, fmt.Errorf("environment variable %s is not set", variable))
		}
	}
	need(e.SubscriptionID != "", "ARM_SUBSCRIPTION_ID")
	if e.UseMSI || e.UseCLI {
		return errors.Join(faults...)
	}
	need(e.TenantID != "", "ARM_TENANT_ID")
	need(e.ClientID != "", "ARM_CLIENT_ID")
	if e.ClientSecret != "" || e.hasOIDC() {
		return errors.Join(faults...)
	}
	if lacking := e.lackingRunner(getenv); len(lacking) > 0 {
		return errors.Join(append(faults, lacking...)...)
	}
	need(false, "ARM_CLIENT_SECRET (or ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH, "+
		"ARM_USE_OIDC=true on a runner that hands out tokens, ARM_USE_MSI=true, ARM_USE_CLI=true)")
	return errors.Join(faults...)
}

// HTTPClient is a client that trusts TrustFile even where the process has read the system's
// authorities already.
func (e *Environment) HTTPClient() (*http.Client, error) {
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

// endpoint is an address with its scheme and without a slash at its end.
func endpoint(value string) string {
	if value != "" && !strings.Contains(value, "://") {
		value = "https://" + value
	}
	return strings.TrimRight(value, "/")
}
