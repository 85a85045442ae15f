// Package armrest is a small client of Azure Resource Manager for code that
// knows resources by id and not by type: it reads endpoints and credentials
// from the environment variables that Azure's tools share, and gets, lists, puts and
// posts JSON documents, following long-running operations to their end.
package armrest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// pollEvery is the polling interval where the service names none.
const pollEvery = 2 * time.Second

// Client talks to one Azure Resource Manager. It is safe for concurrent use.
type Client struct {
	pipeline    runtime.Pipeline
	credential  azcore.TokenCredential
	transport   *http.Client
	environment Environment

	mu        sync.Mutex
	directory *directory // found when it is first asked
}

// New makes a client from environment variables; see [FromEnv] for their names.
// The error names every variable that is missing.
func New(getenv func(string) string) (*Client, error) {
	e, err := FromEnv(getenv)
	if err != nil {
		return nil, err
	}
	transport, err := e.HTTPClient()
	if err != nil {
		return nil, err
	}
	credential, err := e.Credential(transport)
	if err != nil {
		return nil, fmt.Errorf("credentials for Azure: %w", err)
	}
	pipeline, err := armruntime.NewPipeline("tandem", "v1", credential, runtime.PipelineOptions{}, &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{
			Cloud:     e.cloud(),
			Transport: transport,
			Retry:     policy.RetryOptions{MaxRetries: 3, RetryDelay: time.Second, MaxRetryDelay: 20 * time.Second},
		},
		DisableRPRegistration: true,
	})
	if err != nil {
		return nil, fmt.Errorf("client for %s: %w", e.ResourceManager, err)
	}
	return &Client{pipeline: pipeline, credential: credential, transport: transport, environment: e}, nil
}

// Subscription is the id of the subscription that the environment names.
func (c *Client) Subscription() string { return c.environment.SubscriptionID }

// Tenant is the id of the tenant that the environment names.
func (c *Client) Tenant() string { return c.environment.TenantID }

// Get returns the document at an ARM id; ok is false when it is not there ([IsNotFound]).
func (c *Client) Get(ctx context.Context, id, apiVersion string) (doc map[string]any, ok bool, err error) {
	resp, err := c.send(ctx, http.MethodGet, id, apiVersion, nil)
	if err != nil {
		return nil, false, err
	}
	doc, err = decode(resp, http.StatusOK)
	if IsNotFound(err) {
		return nil, false, nil
	}
	return doc, err == nil, err
}

// List returns all items of a collection, following nextLink.
func (c *Client) List(ctx context.Context, path, apiVersion string) ([]map[string]any, error) {
	var items []map[string]any
	next := c.url(path, apiVersion)
	for next != "" {
		req, err := runtime.NewRequest(ctx, http.MethodGet, next)
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w", path, err)
		}
		resp, err := c.pipeline.Do(req)
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w", path, err)
		}
		page, link, err := readPage(resp, "nextLink")
		if err != nil {
			return nil, fmt.Errorf("GET %s: %w", path, err)
		}
		items, next = append(items, page...), link
	}
	return items, nil
}

// Put writes a document and waits until ARM has carried it out.
func (c *Client) Put(ctx context.Context, id, apiVersion string, body map[string]any) error {
	return c.operate(ctx, http.MethodPut, id, apiVersion, body)
}

// Patch changes a resource and waits until ARM has carried it out.
func (c *Client) Patch(ctx context.Context, id, apiVersion string, body map[string]any) error {
	return c.operate(ctx, http.MethodPatch, id, apiVersion, body)
}

// Post calls an action and waits until ARM has carried it out.
func (c *Client) Post(ctx context.Context, id, apiVersion string, body map[string]any) error {
	return c.operate(ctx, http.MethodPost, id, apiVersion, body)
}

// Ask calls an action that reads, such as list, and returns what it answers.
func (c *Client) Ask(ctx context.Context, id, apiVersion string) (map[string]any, error) {
	return c.AskWith(ctx, id, apiVersion, nil)
}

// AskWith is [Client.Ask] for actions that read by what they are given, such as
// whether a name is free.
func (c *Client) AskWith(ctx context.Context, id, apiVersion string, body map[string]any) (map[string]any, error) {
	resp, err := c.send(ctx, http.MethodPost, id, apiVersion, body)
	if err != nil {
		return nil, err
	}
	return decode(resp, http.StatusOK)
}

// Delete deletes a resource and waits until it is gone; a resource that does
// not exist is no error.
func (c *Client) Delete(ctx context.Context, id, apiVersion string) error {
	err := c.operate(ctx, http.MethodDelete, id, apiVersion, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}

func (c *Client) operate(ctx context.Context, method, id, apiVersion string, body map[string]any) error {
	resp, err := c.send(ctx, method, id, apiVersion, body)
	if err != nil {
		return err
	}
	if !runtime.HasStatusCode(resp, http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent) {
		return fmt.Errorf("%s %s: %w", method, id, refusal(runtime.NewResponseError(resp)))
	}
	poller, err := runtime.NewPoller[any](resp, c.pipeline, nil)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, id, refusal(err))
	}
	if _, err = poller.PollUntilDone(ctx, &runtime.PollUntilDoneOptions{Frequency: pollEvery}); err != nil {
		return fmt.Errorf("%s %s: %w", method, id, refusal(err))
	}
	return nil
}

func (c *Client) send(ctx context.Context, method, id, apiVersion string, body map[string]any) (*http.Response, error) {
	req, err := runtime.NewRequest(ctx, method, c.url(id, apiVersion))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, id, err)
	}
	if body != nil {
		if err := runtime.MarshalAsJSON(req, body); err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, id, err)
		}
	}
	resp, err := c.pipeline.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, id, err)
	}
	return resp, nil
}

func (c *Client) url(path, apiVersion string) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return c.environment.ResourceManager + path + separator + "api-version=" + apiVersion
}

func decode(resp *http.Response, want int) (map[string]any, error) {
	if !runtime.HasStatusCode(resp, want) {
		return nil, refusal(runtime.NewResponseError(resp))
	}
	doc := map[string]any{}
	if err := runtime.UnmarshalAsJSON(resp, &doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// readPage returns the items of one page of a collection, and where the next one is, ""
// if this is the last. An answer without a list of items is no page that has none.
func readPage(resp *http.Response, link string) (items []map[string]any, next string, err error) {
	doc, err := decode(resp, http.StatusOK)
	if err != nil {
		return nil, "", err
	}
	values, isList := doc["value"].([]any)
	if !isList {
		return nil, "", errors.New("the answer is no list")
	}
	for _, v := range values {
		if item, ok := v.(map[string]any); ok {
			items = append(items, item)
		}
	}
	next, _ = doc[link].(string)
	return items, next, nil
}
