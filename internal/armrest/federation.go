package armrest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// ExchangeAudience is the audience of the federated tokens that Entra exchanges
// (https://learn.microsoft.com/entra/workload-id/workload-identity-federation).
const ExchangeAudience = "api://AzureADTokenExchange"

// pipelinesVersion is the version of Azure DevOps' API that hands out federated tokens
// (https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create).
const pipelinesVersion = "7.1"

// askWithin is how long a runner may take to hand out a token.
const askWithin = 30 * time.Second

// Renewable reports whether whom the environment logs in as gets federated tokens from
// the runner of a pipeline, which hands out new ones for as long as the job runs.
func (e *Environment) Renewable() bool {
	return e.Kind() == KindFederated && e.OIDCToken == "" && e.OIDCTokenFile == ""
}

// FederatedToken returns a federated token: the given one, that of a file as the file
// stands now, or a new one of the runner's. The HTTP client is nil for the usual one.
func (e *Environment) FederatedToken(ctx context.Context, client *http.Client) (string, error) {
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
	token, err := e.askRunner(ctx, client)
	if err != nil {
		return "", fmt.Errorf("requesting a federated token: %w", err)
	}
	return token, nil
}

// askRunner asks for a token as GitHub's runners want it, or those of Azure Pipelines
// (https://docs.github.com/actions/reference/security/oidc).
func (e *Environment) askRunner(ctx context.Context, client *http.Client) (string, error) {
	if client == nil {
		client = http.DefaultClient
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	address, err := url.Parse(e.OIDCRequestURL)
	if err != nil || address.Scheme != "https" && !loopback(address) {
		return "", errors.New("the address that the runner gives is no https address")
	}
	method, query := http.MethodGet, address.Query()
	if e.ServiceConnection != "" {
		method = http.MethodPost
		query.Set("api-version", pipelinesVersion)
		query.Set("serviceConnectionId", e.ServiceConnection)
	} else {
		query.Set("audience", ExchangeAudience)
	}
	address.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, address.String(), nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+e.OIDCRequestKey)
	req.Header.Set("X-TFS-FedAuthRedirect", "Suppress") // Azure DevOps refuses, and does not send to a page
	asking := *client
	asking.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key stays there
	resp, err := asking.Do(req)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the runner's token service answers %s: %s", resp.Status, e.remedy())
	}
	var answer struct {
		Value     string `json:"value"`     // of GitHub
		OIDCToken string `json:"oidcToken"` // of Azure DevOps
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return "", fmt.Errorf("the runner's token service does not answer JSON: %w", err)
	}
	if token := answer.Value + answer.OIDCToken; token != "" {
		return token, nil
	}
	return "", fmt.Errorf("the runner's token service answers without a token: %s", e.remedy())
}

// loopback reports whether an address is one of this machine alone.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// remedy is what to look at where the runner gives no token.
func (e *Environment) remedy() string {
	if e.ServiceConnection != "" {
		return "the pipeline must be allowed to use the service connection " + e.ServiceConnection +
			", which has to be one by workload identity federation, and SYSTEM_ACCESSTOKEN must be the run's own"
	}
	return "the job must have the right id-token: write, and still run"
}

// readPipelines takes what Azure Pipelines tells the task AzureCLI@2 where nothing else
// says whom to log in as.
func (e *Environment) readPipelines(get func(names ...string) string) {
	if !e.UseOIDC || e.OIDCRequestURL != "" {
		return
	}
	if e.ServiceConnection = get("ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"); e.ServiceConnection != "" {
		e.OIDCRequestURL, e.OIDCRequestKey = get("SYSTEM_OIDCREQUESTURI"), get("SYSTEM_ACCESSTOKEN")
	}
	if e.TenantID == "" {
		e.TenantID = get("AZURESUBSCRIPTION_TENANT_ID")
	}
	if e.ClientID == "" {
		e.ClientID = get("AZURESUBSCRIPTION_CLIENT_ID")
	}
}

// lackingRunner names what a pipeline's job lacks for a login by federated tokens;
// empty where no pipeline runs this.
func (e *Environment) lackingRunner(getenv func(string) string) (faults []error) {
	lack := func(variable, remedy string) {
		if getenv(variable) == "" {
			faults = append(faults, fmt.Errorf("environment variable %s is not set: %s", variable, remedy))
		}
	}
	switch {
	case !e.UseOIDC:
	case getenv("GITHUB_ACTIONS") == "true":
		const remedy = "GitHub gives it to jobs that have the right id-token: write alone"
		lack("ACTIONS_ID_TOKEN_REQUEST_URL", remedy)
		lack("ACTIONS_ID_TOKEN_REQUEST_TOKEN", remedy)
	case strings.EqualFold(getenv("TF_BUILD"), "true"):
		lack("SYSTEM_OIDCREQUESTURI", "the agent gives it to every step: a self-hosted one may have to be updated")
		lack("SYSTEM_ACCESSTOKEN", "the step must hand it over: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)")
		if e.ServiceConnection == "" {
			lack("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "the task AzureCLI@2 sets it: run tandem in that, with the service connection as azureSubscription")
		}
	}
	return faults
}
