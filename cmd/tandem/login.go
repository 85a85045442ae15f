package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/federation"
)

// openAzure logs in for as long as the command runs where a pipeline's runner hands
// out federated tokens: they live for minutes, and a deployment for an hour. Others'
// logins (a person's, a managed identity's) are as the variables say.
func (t *target) openAzure(ctx context.Context) error {
	return t.logIn(ctx, clockwork.NewRealClock())
}

func (t *target) logIn(ctx context.Context, clock clockwork.Clock) error {
	e, err := armrest.Read(os.Getenv)
	if err != nil {
		return &usageError{err}
	}
	if !e.Renewable() {
		return nil
	}
	client, err := e.HTTPClient()
	if err != nil {
		return err
	}
	session, err := federation.Start(ctx, federation.Options{
		Ask:   func(ctx context.Context) (string, error) { return e.FederatedToken(ctx, client) },
		Dir:   cmp.Or(os.Getenv("RUNNER_TEMP"), os.Getenv("AGENT_TEMPDIRECTORY")), // emptied after the job
		Clock: clock,
		Say:   t.app.ui.say,
	})
	if err != nil {
		return fmt.Errorf("log in to Azure: %w", err)
	}
	t.env, t.release = federated(os.Environ(), e, session), session.Close
	return nil
}

// federated are the variables of a federated login, for all that is started: the same
// identity for whoever reads ARM_* and for whoever reads AZURE_*, and nothing that would
// go before it or that does not last. What else the two kinds say (the cloud, the account
// of the state) stays.
func federated(environ []string, e armrest.Environment, session *federation.Session) map[string]string {
	env := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if (strings.HasPrefix(name, "ARM_") || strings.HasPrefix(name, "AZURE_")) && !otherLogins[name] {
			env[name] = value
		}
	}
	address, key := session.Endpoint()
	maps.Copy(env, map[string]string{
		"ARM_USE_OIDC":                   "true",
		"ARM_SUBSCRIPTION_ID":            e.SubscriptionID,
		"ARM_TENANT_ID":                  e.TenantID,
		"ARM_CLIENT_ID":                  e.ClientID,
		"ARM_OIDC_REQUEST_URL":           address,
		"ARM_OIDC_REQUEST_TOKEN":         key,
		"ACTIONS_ID_TOKEN_REQUEST_URL":   address,
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN": key,
		"AZURE_SUBSCRIPTION_ID":          e.SubscriptionID,
		"AZURE_TENANT_ID":                e.TenantID,
		"AZURE_CLIENT_ID":                e.ClientID,
		"AZURE_FEDERATED_TOKEN_FILE":     session.File(),
		"AZURE_TOKEN_CREDENTIALS":        "WorkloadIdentityCredential", // of the default chain this one alone
		"SYSTEM_ACCESSTOKEN":             "",                           // it may more than log in
		"SYSTEM_OIDCREQUESTURI":          "",
	})
	return env
}

// otherLogins are variables that go before a federated login, or that hold a federated
// token that nobody renews: the providers read it once.
var otherLogins = map[string]bool{
	"ARM_CLIENT_SECRET": true, "ARM_CLIENT_CERTIFICATE": true, "ARM_CLIENT_CERTIFICATE_PATH": true, "ARM_CLIENT_CERTIFICATE_PASSWORD": true,
	"ARM_OIDC_TOKEN": true, "ARM_OIDC_TOKEN_FILE_PATH": true, "ARM_USE_MSI": true, "ARM_USE_CLI": true,
	"ARM_USE_DEFAULT_AZURE_CREDENTIAL": true, "ARM_USE_AKS_WORKLOAD_IDENTITY": true, "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID": true,
	"AZURE_CLIENT_SECRET": true, "AZURE_CLIENT_CERTIFICATE_PATH": true, "AZURE_CLIENT_CERTIFICATE_PASSWORD": true,
	"AZURE_USERNAME": true, "AZURE_PASSWORD": true,
}
