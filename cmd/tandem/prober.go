package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tandem-platform/tandem/internal/armrest"
)

// prober asks Azure which of the creates that a killed run left pending were
// carried out.
type prober struct{ arm *armrest.Client }

// Exists implements pulumi.Prober. What ARM does not show by GET are settings
// that hold secrets; they exist as long as what they belong to
// (https://learn.microsoft.com/rest/api/appservice/web-apps/list-application-settings).
func (p *prober) Exists(ctx context.Context, id, apiVersion string) (bool, error) {
	_, ok, err := p.arm.Get(ctx, id, apiVersion)
	var refused *armrest.Error
	if errors.As(err, &refused) && refused.Status == http.StatusMethodNotAllowed {
		return true, nil
	}
	return ok, err
}

// List implements pulumi.Lister.
func (p *prober) List(ctx context.Context, collection, apiVersion string) ([]map[string]any, error) {
	return p.arm.List(ctx, collection, apiVersion)
}

// Subscription implements pulumi.Subscriber.
func (p *prober) Subscription() string { return p.arm.Subscription() }

// FindGraph implements pulumi.Prober: it looks an Entra object up by what makes
// it ours, and returns the id by which the azuread provider imports it. More
// than one match is an error, since none of them may be taken by chance.
func (p *prober) FindGraph(ctx context.Context, token string, inputs map[string]any) (string, error) {
	collection, filter, id := directoryQuery(token, inputs)
	if collection == "" {
		return "", nil
	}
	found, err := p.arm.GraphList(ctx, collection, filter)
	if err != nil && !armrest.IsNotFound(err) { // an application that is not there has no credentials
		return "", fmt.Errorf("pending %s: %w", token, err)
	}
	var ids []string
	for _, object := range found {
		if name, ok := inputs["displayName"].(string); ok && token == federatedType && object["name"] != name {
			continue
		}
		if objectID, ok := object["id"].(string); ok {
			ids = append(ids, id(objectID))
		}
	}
	switch len(ids) {
	case 0:
		return "", nil
	case 1:
		return ids[0], nil
	default:
		return "", fmt.Errorf("pending %s: %d objects match %s: delete those that are not yours", token, len(ids), filter)
	}
}

// The type tokens of the Entra objects that the program creates.
const (
	applicationType = "azuread:index/application:Application"
	principalType   = "azuread:index/servicePrincipal:ServicePrincipal"
	federatedType   = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
)

// directoryQuery says where a pending Entra object would be found and how its
// import id is made; an empty collection means that there is nothing to find.
func directoryQuery(token string, inputs map[string]any) (collection, filter string, id func(string) string) {
	text := func(name string) string { s, _ := inputs[name].(string); return s }
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	switch token {
	case applicationType:
		return "/v1.0/applications", "displayName eq " + quote(text("displayName")), func(id string) string { return "/applications/" + id }
	case principalType:
		return "/v1.0/servicePrincipals", "appId eq " + quote(text("clientId")), func(id string) string { return id }
	case federatedType:
		app := strings.TrimPrefix(text("applicationId"), "/applications/")
		return "/v1.0/applications/" + app + "/federatedIdentityCredentials", "", func(id string) string { return app + "/federatedIdentityCredential/" + id }
	default:
		return "", "", nil
	}
}
