package azuread

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// lookup is a function that finds one object: by its id, or by a property.
type lookup struct {
	collection string
	kind       string            // the resource type whose outputs it returns
	by         map[string]string // argument -> Graph property
}

var lookups = map[string]lookup{
	"azuread:index/getApplication:getApplication": {
		collection: "/applications", kind: "azuread:index/application:Application",
		by: map[string]string{"clientId": "appId", "applicationId": "appId", "displayName": "displayName"},
	},
	"azuread:index/getServicePrincipal:getServicePrincipal": {
		collection: "/servicePrincipals", kind: servicePrincipal,
		by: map[string]string{"clientId": "appId", "applicationId": "appId", "displayName": "displayName"},
	},
	"azuread:index/getGroup:getGroup": {
		collection: "/groups", kind: group,
		by: map[string]string{"displayName": "displayName", "mailNickname": "mailNickname"},
	},
}

// Invoke calls a function.
func (p *Provider) Invoke(
	ctx context.Context, token string, args resource.PropertyMap,
) (protocol.InvokeResult, error) {
	if token == "azuread:index/getClientConfig:getClientConfig" {
		return p.clientConfig(ctx)
	}
	l, ok := lookups[token]
	if !ok {
		return protocol.InvokeResult{}, fmt.Errorf("the azuread double has no function %s", token)
	}
	given, err := values.Plain(args)
	if err != nil {
		return protocol.InvokeResult{}, fmt.Errorf("%s: %w", token, err)
	}
	object, err := p.look(ctx, l, given)
	if err != nil {
		return protocol.InvokeResult{}, fmt.Errorf("%s: %w", token, err)
	}
	if object == nil {
		return protocol.InvokeResult{}, fmt.Errorf("%s: nothing found for %v", token, given)
	}
	k := kinds[l.kind]
	outputs := k.outputs(k.id(given, object), object, args)
	outputs["id"] = resource.NewStringProperty(text(object["id"]))
	return protocol.InvokeResult{Return: outputs}, nil
}

func (p *Provider) look(ctx context.Context, l lookup, given map[string]any) (map[string]any, error) {
	if id := text(given["objectId"]); id != "" {
		resp, err := p.client.Do(ctx, arm.Request{Method: http.MethodGet, Path: version + l.collection + "/" + id})
		if err != nil {
			return nil, err
		}
		return resp.Body, nil
	}
	for argument, property := range l.by {
		if value := text(given[argument]); value != "" {
			return p.find(ctx, l.collection, property, value)
		}
	}
	return nil, fmt.Errorf("say which object is meant, for example by objectId")
}

// clientConfig tells who is logged in, by what the token says.
func (p *Provider) clientConfig(ctx context.Context) (protocol.InvokeResult, error) {
	token, err := p.client.Token(ctx)
	if err != nil {
		return protocol.InvokeResult{}, err
	}
	var claims struct{ Oid, Tid, Appid string }
	if parts := strings.Split(token, "."); len(parts) > 1 {
		data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
		if err == nil {
			err = json.Unmarshal(data, &claims)
		}
		if err != nil {
			return protocol.InvokeResult{}, fmt.Errorf("reading the login token's claims: %w", err)
		}
	}
	return protocol.InvokeResult{Return: resource.PropertyMap{
		"id":       resource.NewStringProperty(claims.Tid + "-" + claims.Appid + "-" + claims.Oid),
		"clientId": resource.NewStringProperty(claims.Appid),
		"objectId": resource.NewStringProperty(claims.Oid),
		"tenantId": resource.NewStringProperty(claims.Tid),
	}}, nil
}
