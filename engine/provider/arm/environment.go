// Package arm is a small client for Azure Resource Manager and for Microsoft
// Graph: tokens by azidentity, plain HTTPS requests, retries, and the polling
// of long-running operations by the headers that the service sends.
//
// Endpoints and credentials come from the ARM_* environment variables that
// other Azure tools use, too, so that the same variables point this client at
// any cloud.
package arm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Environment says where a cloud's services are and whom to log in as.
type Environment struct {
	ResourceManager string // endpoint, without a trailing slash
	Audience        string // of tokens for the resource manager
	Authority       string // the login host
	Graph           string // endpoint of Microsoft Graph, without a trailing slash
	GraphAudience   string // of tokens for Graph

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
	// DisableInstanceDiscovery keeps the login library from asking the public
	// cloud whether the authority is a known one.
	DisableInstanceDiscovery bool
}

// The public cloud's endpoints.
const (
	publicResourceManager = "https://management.azure.com"
	publicAuthority       = "https://login.microsoftonline.com"
	publicGraph           = "https://graph.microsoft.com"
)

// clouds are the endpoints of the clouds that ARM_ENVIRONMENT may name.
var clouds = map[string]Environment{
	"public": {
		ResourceManager: publicResourceManager, Audience: "https://management.core.windows.net",
		Authority: publicAuthority, Graph: publicGraph,
	},
	"usgovernment": {
		ResourceManager: "https://management.usgovcloudapi.net",
		Audience:        "https://management.core.usgovcloudapi.net",
		Authority:       "https://login.microsoftonline.us", Graph: "https://graph.microsoft.us",
	},
	"china": {
		ResourceManager: "https://management.chinacloudapi.cn",
		Audience:        "https://management.core.chinacloudapi.cn",
		Authority:       "https://login.chinacloudapi.cn", Graph: "https://microsoftgraph.chinacloudapi.cn",
	},
}

// EnvironmentFrom reads the environment through lookup, which gets the names
// of environment variables. All faults are reported at once.
func EnvironmentFrom(lookup func(string) string) (Environment, error) {
	name := strings.ToLower(first(lookup("ARM_ENVIRONMENT"), "public"))
	env, ok := clouds[name]
	if !ok {
		return Environment{}, fmt.Errorf(
			"ARM_ENVIRONMENT is %q: set it to public, usgovernment or china, or leave it out", name)
	}
	custom := lookup("ARM_RESOURCE_MANAGER_ENDPOINT") != ""
	env.ResourceManager = endpoint(first(lookup("ARM_RESOURCE_MANAGER_ENDPOINT"), env.ResourceManager))
	env.Authority = endpoint(first(lookup("ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"),
		lookup("AZURE_AUTHORITY_HOST"), env.Authority))
	audience := lookup("ARM_RESOURCE_MANAGER_AUDIENCE")
	if custom {
		audience = first(audience, env.ResourceManager)
		env.Graph = "" // found through the endpoint's metadata
	}
	env.Audience = strings.TrimSuffix(first(audience, env.Audience), "/")
	env.SubscriptionID = first(lookup("ARM_SUBSCRIPTION_ID"), lookup("AZURE_SUBSCRIPTION_ID"))
	env.TenantID = first(lookup("ARM_TENANT_ID"), lookup("AZURE_TENANT_ID"))
	env.ClientID = first(lookup("ARM_CLIENT_ID"), lookup("AZURE_CLIENT_ID"))
	env.ClientSecret = first(lookup("ARM_CLIENT_SECRET"), lookup("AZURE_CLIENT_SECRET"))
	env.OIDCToken = lookup("ARM_OIDC_TOKEN")
	env.OIDCTokenFile = first(lookup("ARM_OIDC_TOKEN_FILE_PATH"), lookup("AZURE_FEDERATED_TOKEN_FILE"))
	env.OIDCRequestURL = first(lookup("ARM_OIDC_REQUEST_URL"), lookup("ACTIONS_ID_TOKEN_REQUEST_URL"))
	env.OIDCRequestKey = first(lookup("ARM_OIDC_REQUEST_TOKEN"), lookup("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	var faults []error
	for name, target := range map[string]*bool{
		"ARM_USE_OIDC":                   &env.UseOIDC,
		"ARM_USE_MSI":                    &env.UseMSI,
		"ARM_DISABLE_INSTANCE_DISCOVERY": &env.DisableInstanceDiscovery,
	} {
		value, err := boolean(name, lookup(name))
		*target = value
		faults = append(faults, err)
	}
	for name, value := range map[string]string{
		"ARM_RESOURCE_MANAGER_ENDPOINT":       env.ResourceManager,
		"ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": env.Authority,
	} {
		if u, err := url.Parse(value); err != nil || u.Scheme != "https" || u.Host == "" {
			faults = append(faults, fmt.Errorf("%s is %q: set it to an https URL", name, value))
		}
	}
	return env, errors.Join(faults...)
}

// DiscoverGraph fills in the Graph endpoint from the resource manager's
// metadata, unless it is known, and the audience of its tokens, which is the
// endpoint unless the metadata say otherwise. A resource manager without such
// metadata means the public Graph.
func (e *Environment) DiscoverGraph(ctx context.Context, client *http.Client) error {
	if e.Graph != "" {
		e.GraphAudience = e.Graph
		return nil
	}
	address := e.ResourceManager + "/metadata/endpoints?api-version=2022-09-01"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	if resp.StatusCode == http.StatusOK {
		e.Graph, e.GraphAudience = graphOf(data)
	}
	e.Graph = first(e.Graph, publicGraph)
	e.GraphAudience = first(e.GraphAudience, e.Graph)
	return nil
}

// graphOf finds the Graph endpoint and its audience in a metadata document,
// which is one object or, from older api-versions, a list of them.
func graphOf(data []byte) (address, audience string) {
	type document struct {
		MicrosoftGraphResourceID string `json:"microsoftGraphResourceId"`
		GraphAudience            string `json:"graphAudience"`
	}
	var one document
	if json.Unmarshal(data, &one) != nil {
		var many []document
		if json.Unmarshal(data, &many) == nil && len(many) > 0 {
			one = many[0]
		}
	}
	return endpoint(one.MicrosoftGraphResourceID), endpoint(one.GraphAudience)
}

func endpoint(value string) string {
	if value != "" && !strings.Contains(value, "://") {
		value = "https://" + value
	}
	return strings.TrimRight(value, "/")
}

func boolean(name, value string) (bool, error) {
	switch strings.ToLower(value) {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	default:
		return false, fmt.Errorf("%s is %q: set it to true or false", name, value)
	}
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
