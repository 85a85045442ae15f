package azurenative

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Invoke calls a function: who is logged in, a token, reading a resource
// (getX) or an action on one (listX).
func (p *Provider) Invoke(
	ctx context.Context, token string, args resource.PropertyMap,
) (protocol.InvokeResult, error) {
	switch token {
	case "azure-native:authorization:getClientConfig":
		return p.clientConfig(ctx)
	case "azure-native:authorization:getClientToken":
		return p.clientToken(ctx, args)
	}
	function, ok := meta.LookupFunction(token)
	if !ok {
		return protocol.InvokeResult{}, fmt.Errorf("the azure-native double has no function %s", token)
	}
	inputs, err := values.Plain(args)
	if err != nil {
		return protocol.InvokeResult{}, fmt.Errorf("%s: %w", token, err)
	}
	id, err := function.Resource.ID(p.env.SubscriptionID, inputs)
	if err != nil {
		return protocol.InvokeResult{}, fmt.Errorf("%s: %w", token, err)
	}
	request := arm.Request{
		Method: function.Method, Path: id + function.Suffix,
		Query: arm.Versioned(function.Resource.APIVersion(inputs)),
	}
	if expand, ok := inputs["expand"].(string); ok {
		request.Query.Set("$expand", expand)
	}
	if rest := remaining(function.Resource, inputs); function.Method == http.MethodPost && len(rest) > 0 {
		request.Body = rest
	}
	resp, err := p.client.Do(ctx, request)
	if err != nil {
		return protocol.InvokeResult{}, err
	}
	if function.Raw {
		result := values.Properties(resp.Body)
		for key, value := range result {
			result[key] = resource.MakeSecret(value)
		}
		return protocol.InvokeResult{Return: result}, nil
	}
	at := target{Resource: function.Resource, id: id}
	result := p.outputs(at, resp.Body, args)
	result["id"] = resource.NewStringProperty(id)
	return protocol.InvokeResult{Return: result}, nil
}

// remaining are the arguments that are neither in the path nor in the query:
// an action's own parameters.
func remaining(t *meta.Resource, inputs map[string]any) map[string]any {
	rest := maps.Clone(inputs)
	for _, name := range append(t.PathInputs(), "expand") {
		delete(rest, name)
	}
	return rest
}

// clientConfig tells who is logged in; the object id is in the token.
func (p *Provider) clientConfig(ctx context.Context) (protocol.InvokeResult, error) {
	token, err := p.client.Token(ctx)
	if err != nil {
		return protocol.InvokeResult{}, err
	}
	claims := claimsOf(token)
	text := func(values ...string) resource.PropertyValue {
		for _, value := range values {
			if value != "" {
				return resource.NewStringProperty(value)
			}
		}
		return resource.NewStringProperty("")
	}
	return protocol.InvokeResult{Return: resource.PropertyMap{
		"clientId":       text(p.env.ClientID, claims.AppID),
		"objectId":       text(claims.ObjectID),
		"subscriptionId": text(p.env.SubscriptionID),
		"tenantId":       text(p.env.TenantID, claims.TenantID),
	}}, nil
}

func (p *Provider) clientToken(
	ctx context.Context, args resource.PropertyMap,
) (protocol.InvokeResult, error) {
	token, err := p.client.Token(ctx)
	if endpoint := values.Bare(args["endpoint"]); endpoint.IsString() && endpoint.StringValue() != "" {
		token, err = p.client.TokenFor(ctx, strings.TrimSuffix(endpoint.StringValue(), "/")+"/.default")
	}
	if err != nil {
		return protocol.InvokeResult{}, err
	}
	return protocol.InvokeResult{Return: resource.PropertyMap{
		"token": resource.MakeSecret(resource.NewStringProperty(token)),
	}}, nil
}

type claims struct {
	ObjectID string `json:"oid"`
	TenantID string `json:"tid"`
	AppID    string `json:"appid"`
}

// claimsOf reads a token's claims without judging it: it is our own.
func claimsOf(token string) claims {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		return c
	}
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(data, &c) != nil {
		return claims{}
	}
	return c
}
