package armrest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
// "/v1.0/applications", that the filter admits, on all pages. What is not there is no
// empty collection: the error is one of which [IsNotFound] is true.
// (https://learn.microsoft.com/graph/paging)
func (c *Client) GraphList(ctx context.Context, collection, filter string) ([]map[string]any, error) {
	if filter != "" {
		collection += "?$filter=" + url.QueryEscape(filter)
	}
	var all []map[string]any
	for page := collection; page != ""; {
		resp, err := c.graph(ctx, http.MethodGet, page, nil)
		if err != nil {
			return nil, err
		}
		items, next, err := readPage(resp, "@odata.nextLink")
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w", page, err)
		}
		all, page = append(all, items...), next
	}
	return all, nil
}

// GraphDelete deletes an object of Microsoft Graph by its path; one that does not
// exist is no error.
func (c *Client) GraphDelete(ctx context.Context, path string) error {
	resp, err := c.graph(ctx, http.MethodDelete, path, nil)
	if err != nil {
		return err
	}
	if !runtime.HasStatusCode(resp, http.StatusNoContent, http.StatusOK, http.StatusNotFound) {
		return fmt.Errorf("DELETE %s: %w", path, refusal(runtime.NewResponseError(resp)))
	}
	runtime.Drain(resp)
	return nil
}

// GraphPatch changes properties of an object of Microsoft Graph by its path.
func (c *Client) GraphPatch(ctx context.Context, path string, body map[string]any) error {
	resp, err := c.graph(ctx, http.MethodPatch, path, body)
	if err != nil {
		return err
	}
	if !runtime.HasStatusCode(resp, http.StatusNoContent, http.StatusOK) {
		return fmt.Errorf("PATCH %s: %w", path, refusal(runtime.NewResponseError(resp)))
	}
	runtime.Drain(resp)
	return nil
}

// graph sends a request to Microsoft Graph: to a path, or to an address that Graph
// itself has given. One that leads elsewhere is refused, since the token goes there.
func (c *Client) graph(ctx context.Context, method, path string, body map[string]any) (*http.Response, error) {
	d, err := c.findDirectory(ctx)
	if err != nil {
		return nil, err
	}
	address := path
	if strings.HasPrefix(path, "/") {
		address = d.base + path
	} else if !strings.HasPrefix(path, d.base+"/") {
		return nil, fmt.Errorf("the Graph at %s refers to %s, which is elsewhere", d.base, path)
	}
	req, err := runtime.NewRequest(ctx, method, address)
	if err == nil && body != nil {
		err = runtime.MarshalAsJSON(req, body)
	}
	if err != nil {
		return nil, err
	}
	resp, err := d.pipeline.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return resp, nil
}

// directory is Microsoft Graph: its endpoint, and what keeps the token for it.
type directory struct {
	base     string
	pipeline runtime.Pipeline
}

// findDirectory finds Graph and logs in there once: the Azure CLI, for one, is a
// process for each token that is asked of it.
func (c *Client) findDirectory(ctx context.Context) (*directory, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.directory != nil {
		return c.directory, nil
	}
	base, audience, err := c.environment.FindGraph(ctx, c.transport)
	if err != nil {
		return nil, err
	}
	pipeline, err := armruntime.NewPipeline("tandem", "v1", c.credential, runtime.PipelineOptions{}, &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{
			Transport: c.transport,
			Cloud: cloud.Configuration{
				ActiveDirectoryAuthorityHost: c.environment.Authority,
				Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: base, Audience: audience}},
			},
		},
		DisableRPRegistration: true,
	})
	if err != nil {
		return nil, fmt.Errorf("client for %s: %w", base, err)
	}
	c.directory = &directory{base: base, pipeline: pipeline}
	return c.directory, nil
}

// FindGraph returns the endpoint of Microsoft Graph and the audience of its
// tokens: those of a known cloud, else what the resource manager's metadata
// say. The audience is the endpoint, unless the metadata name another one; they
// may still name that of Graph's predecessor, whose tokens Graph does not take.
// A resource manager without such metadata means the public Graph.
func (e *Environment) FindGraph(ctx context.Context, client *http.Client) (base, audience string, err error) {
	if e.Graph != "" {
		return e.Graph, e.Graph, nil
	}
	address := e.ResourceManager + "/metadata/endpoints?api-version=2022-09-01"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", "", fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", "", fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return "", "", fmt.Errorf("asking %s for the Graph endpoint: %w", address, err)
	}
	switch resp.StatusCode {
	case http.StatusOK:
		base, audience = graphOf(data)
	case http.StatusNotFound: // it has none
	default:
		return "", "", fmt.Errorf("asking %s for the Graph endpoint: it answers %s", address, resp.Status)
	}
	if strings.Contains(audience, "graph.windows.net") {
		audience = ""
	}
	base = cmp.Or(base, publicGraph)
	return base, cmp.Or(audience, base), nil
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
