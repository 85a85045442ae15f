// Package azurenative is a double of Pulumi's azure-native provider: it takes
// the same resource tokens and inputs and speaks to Azure Resource Manager as
// azure-native does. It is generic; what it must know of single types comes
// from package meta, and all of Azure's behaviour is Azure's.
package azurenative

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
	"github.com/tandem-platform/tandem/internal/armrest"
)

// Version is the version of azure-native that the double stands in for.
const Version = "2.90.0"

// Provider implements protocol.Provider on Azure Resource Manager.
type Provider struct {
	options  Options
	env      armrest.Environment
	client   *arm.Client
	location string // where resources lie whose program does not say it
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
	"ARM_SUBSCRIPTION_ID":            "subscriptionId",
	"ARM_TENANT_ID":                  "tenantId",
	"ARM_CLIENT_ID":                  "clientId",
	"ARM_CLIENT_SECRET":              "clientSecret",
	"ARM_ENVIRONMENT":                "environment",
	"ARM_OIDC_TOKEN":                 "oidcToken",
	"ARM_OIDC_TOKEN_FILE_PATH":       "oidcTokenFilePath",
	"ARM_OIDC_REQUEST_TOKEN":         "oidcRequestToken",
	"ARM_OIDC_REQUEST_URL":           "oidcRequestUrl",
	"ARM_USE_OIDC":                   "useOidc",
	"ARM_USE_MSI":                    "useMsi",
	"ARM_DISABLE_INSTANCE_DISCOVERY": "disableInstanceDiscovery",
}

// Configure logs nobody in; it reads endpoints and credentials from the
// configuration and the ARM_* environment variables.
func (p *Provider) Configure(_ context.Context, config resource.PropertyMap) error {
	value := func(key resource.PropertyKey) string {
		v := values.Bare(config[key])
		if v.IsString() {
			return v.StringValue()
		}
		if v.IsBool() {
			return fmt.Sprint(v.BoolValue())
		}
		return ""
	}
	env, err := armrest.Read(func(name string) string {
		if key, ok := configKeys[name]; ok && value(key) != "" {
			return value(key)
		}
		return p.options.Getenv(name)
	})
	if err != nil {
		return fmt.Errorf("azure-native: %w", err)
	}
	if env.SubscriptionID == "" {
		return errors.New("azure-native: no subscription: set ARM_SUBSCRIPTION_ID or azure-native:subscriptionId")
	}
	cred, err := env.Credential(p.options.Client.HTTP)
	if err != nil {
		return fmt.Errorf("azure-native: %w", err)
	}
	p.env = env
	p.location = value("location")
	p.client, err = arm.NewClient(env.ResourceManager, env.Audience, cred, p.options.Client)
	if err != nil {
		return fmt.Errorf("azure-native: %w", err)
	}
	return nil
}

var _ protocol.Provider = (*Provider)(nil)
