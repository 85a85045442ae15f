package armrest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// publicGraph is Microsoft Graph in Azure's public cloud, taken where the
// resource manager's metadata names none.
const publicGraph = "https://graph.microsoft.com"

// GraphList returns the objects of a Microsoft Graph collection, such as
// "/v1.0/applications", that the filter admits; a collection that does not exist is
// empty. Only the first page is read: filters are meant to be narrow.
func (c *Client) GraphList(ctx context.Context, collection, filter string) ([]map[string]any, error) {
	base, audience, err := c.graph(ctx)
	if err != nil {
		return nil, err
	}
	pipeline, err := armruntime.NewPipeline("tandem", "v1", c.credential, runtime.PipelineOptions{}, &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{
			Transport: c.transport,
			Cloud: cloud.Configuration{
				ActiveDirectoryAuthorityHost: c.authority,
				Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: base, Audience: audience}},
			},
		},
		DisableRPRegistration: true,
	})
	if err != nil {
		return nil, fmt.Errorf("client for %s: %w", base, err)
	}
	address := strings.TrimRight(base, "/") + collection
	if filter != "" {
		address += "?$filter=" + url.QueryEscape(filter)
	}
	req, err := runtime.NewRequest(ctx, http.MethodGet, address)
	if err != nil {
		return nil, err
	}
	resp, err := pipeline.Do(req)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w", collection, err)
	}
	if resp.StatusCode == http.StatusNotFound {
		runtime.Drain(resp)
		return nil, nil
	}
	doc, err := decode(resp, http.StatusOK)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w", collection, err)
	}
	return maps(doc["value"]), nil
}

// graph finds Microsoft Graph and its audience by the resource manager's metadata.
func (c *Client) graph(ctx context.Context) (base, audience string, err error) {
	resp, err := c.send(ctx, http.MethodGet, "/metadata/endpoints", "2022-09-01", nil)
	if err != nil {
		return "", "", err
	}
	if resp.StatusCode != http.StatusOK {
		runtime.Drain(resp)
		return publicGraph, publicGraph, nil
	}
	doc, err := decode(resp, http.StatusOK)
	if err != nil {
		return "", "", fmt.Errorf("metadata of the resource manager: %w", err)
	}
	base, _ = doc["microsoftGraphResourceId"].(string)
	audience, _ = doc["graphAudience"].(string)
	if base == "" {
		base = publicGraph
	}
	if audience == "" || strings.Contains(audience, "graph.windows.net") {
		audience = publicGraph
	}
	return base, strings.TrimRight(audience, "/"), nil
}

func maps(list any) []map[string]any {
	values, _ := list.([]any)
	var items []map[string]any
	for _, v := range values {
		if item, ok := v.(map[string]any); ok {
			items = append(items, item)
		}
	}
	return items
}
