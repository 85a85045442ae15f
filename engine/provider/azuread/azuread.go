// Package azuread is a double of Pulumi's azuread provider: the objects that
// sign-in needs (applications, service principals, federated credentials,
// groups, role assignments), by Microsoft Graph. Other resource types are
// refused by name.
package azuread

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
	"github.com/tandem-platform/tandem/internal/armrest"
)

// Version is the version of azuread that the double stands in for.
const Version = "5.53.5"

// Provider implements protocol.Provider on Microsoft Graph.
type Provider struct {
	options Options
	graph   string // endpoint of Microsoft Graph
	client  *arm.Client
}

// Options shape a Provider.
type Options struct {
	Client arm.Options
	Getenv func(string) string // os.Getenv if nil
}

// New returns a provider; Configure connects it.
func New(options Options) *Provider {
	if options.Getenv == nil {
		options.Getenv = os.Getenv
	}
	return &Provider{options: options}
}

// configKeys are the provider's configuration keys by the environment
// variables that mean the same.
var configKeys = map[string]resource.PropertyKey{
	"ARM_TENANT_ID":            "tenantId",
	"ARM_CLIENT_ID":            "clientId",
	"ARM_CLIENT_SECRET":        "clientSecret",
	"ARM_ENVIRONMENT":          "environment",
	"ARM_OIDC_TOKEN":           "oidcToken",
	"ARM_OIDC_TOKEN_FILE_PATH": "oidcTokenFilePath",
	"ARM_OIDC_REQUEST_TOKEN":   "oidcRequestToken",
	"ARM_OIDC_REQUEST_URL":     "oidcRequestUrl",
	"ARM_USE_OIDC":             "useOidc",
	"ARM_USE_MSI":              "useMsi",
}

// Configure reads endpoints and credentials from the configuration and the
// ARM_* environment variables; where Graph is, it asks the resource manager.
func (p *Provider) Configure(ctx context.Context, config resource.PropertyMap) error {
	env, err := armrest.Read(func(name string) string {
		if key, ok := configKeys[name]; ok {
			switch v := values.Bare(config[key]); {
			case v.IsString() && v.StringValue() != "":
				return v.StringValue()
			case v.IsBool():
				return fmt.Sprint(v.BoolValue())
			}
		}
		return p.options.Getenv(name)
	})
	if err != nil {
		return fmt.Errorf("azuread: %w", err)
	}
	client := p.options.Client.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	graph, audience, err := env.FindGraph(ctx, client)
	if err != nil {
		return fmt.Errorf("azuread: %w", err)
	}
	cred, err := env.Credential(p.options.Client.HTTP)
	if err != nil {
		return fmt.Errorf("azuread: %w", err)
	}
	p.graph = graph
	p.client, err = arm.NewClient(graph, audience, cred, p.options.Client)
	if err != nil {
		return fmt.Errorf("azuread: %w", err)
	}
	return nil
}

// Check reports inputs that are missing, and those that this double cannot
// carry to Graph.
func (p *Provider) Check(
	_ context.Context, req protocol.CheckRequest,
) (protocol.CheckResult, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.CheckResult{}, err
	}
	result := protocol.CheckResult{Inputs: req.New}
	for _, name := range k.required {
		if v := values.Bare(req.New[resource.PropertyKey(name)]); v.IsNull() {
			result.Failures = append(result.Failures, protocol.CheckFailure{
				Property: name, Reason: fmt.Sprintf("missing required property %q of %s", name, req.Type),
			})
		}
	}
	for _, key := range req.New.StableKeys() {
		if !k.knows(string(key)) {
			result.Failures = append(result.Failures, protocol.CheckFailure{
				Property: string(key),
				Reason:   fmt.Sprintf("the azuread double cannot set %q of %s", key, req.Type),
			})
		}
	}
	return result, nil
}

func (k kind) knows(name string) bool {
	return (len(name) > 1 && name[:2] == "__") || slices.Contains(k.extra, name) ||
		slices.ContainsFunc(k.fields, func(f field) bool { return f.name == name })
}

// forceNew reports whether a change of the input needs a new resource.
func (k kind) forceNew(name string) bool {
	return slices.Contains(k.fixed, name) ||
		slices.ContainsFunc(k.fields, func(f field) bool { return f.name == name && f.fixed })
}

// Diff compares the inputs.
func (p *Provider) Diff(
	_ context.Context, req protocol.DiffRequest,
) (protocol.DiffResult, error) {
	k, err := kindOf(req.Type)
	if err != nil {
		return protocol.DiffResult{}, err
	}
	result := protocol.DiffResult{Changes: values.Compare(req.OldInputs, req.NewInputs)}
	for i, change := range result.Changes {
		top, _ := change.Path[0].(string)
		result.Changes[i].Replace = k.forceNew(top)
	}
	return result, nil
}

var _ protocol.Provider = (*Provider)(nil)
