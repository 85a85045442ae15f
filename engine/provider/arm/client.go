// Package arm is a small client for Azure Resource Manager and for Microsoft
// Graph: plain HTTPS requests, retries, and the polling of long-running
// operations by the headers that the service sends, at azure-native's pace.
//
// Endpoints and credentials are handed in; package armrest reads them.
package arm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"
)

// Options shape a Client. The zero value of each field has the meaning that
// its comment gives.
type Options struct {
	HTTP  *http.Client    // one that keeps connections and bounds every request
	Clock clockwork.Clock // the real clock

	// RetryDelay is the first delay before a refused request is tried again
	// when the service names none; it doubles each time. 20 seconds, which is
	// what azure-native uses.
	RetryDelay time.Duration
	// UpdatePoll and DeletePoll are the delays between polls of a long-running
	// operation when the service names none: 10 and 30 seconds.
	UpdatePoll time.Duration
	DeletePoll time.Duration
}

// Client sends requests to one endpoint with tokens for one audience.
type Client struct {
	endpoint *url.URL
	scope    string
	cred     azcore.TokenCredential
	options  Options
}

// requestTimeout bounds one HTTP exchange; long-running operations take many.
const requestTimeout = 2 * time.Minute

// NewClient returns a client for the endpoint (an https URL without a path)
// that asks for tokens of the given audience.
func NewClient(
	endpoint, audience string, cred azcore.TokenCredential, options Options,
) (*Client, error) {
	base, err := url.Parse(endpoint)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("the endpoint %q is no URL", endpoint)
	}
	if base.Scheme != "https" {
		return nil, fmt.Errorf("the endpoint %q must be https: tokens never travel in the clear", endpoint)
	}
	if options.HTTP == nil {
		options.HTTP = newHTTP()
	}
	if options.Clock == nil {
		options.Clock = clockwork.NewRealClock()
	}
	if options.RetryDelay == 0 {
		options.RetryDelay = 20 * time.Second
	}
	if options.UpdatePoll == 0 {
		options.UpdatePoll = 10 * time.Second
	}
	if options.DeletePoll == 0 {
		options.DeletePoll = 30 * time.Second
	}
	scope := strings.TrimSuffix(audience, "/") + "/.default"
	return &Client{endpoint: base, scope: scope, cred: cred, options: options}, nil
}

// newHTTP returns a client that keeps as many connections as an engine makes
// requests at a time.
func newHTTP() *http.Client {
	client := &http.Client{Timeout: requestTimeout}
	if transport, ok := http.DefaultTransport.(*http.Transport); ok {
		transport = transport.Clone()
		transport.MaxIdleConnsPerHost = 64
		client.Transport = transport
	}
	return client
}

// Request is one request to the service.
type Request struct {
	Method string
	// Path is a resource id or another absolute path; a full URL is taken as
	// it is, but only below the client's endpoint.
	Path  string
	Query url.Values
	Body  any // marshalled as JSON; nil for none
}

// Response is an answer with a status below 300.
type Response struct {
	Status int
	Header http.Header
	Body   map[string]any // nil if there was no JSON object
}

// Token returns a bearer token for the client's audience.
func (c *Client) Token(ctx context.Context) (string, error) {
	return c.TokenFor(ctx, c.scope)
}

// TokenFor returns a bearer token for the given scope.
func (c *Client) TokenFor(ctx context.Context, scope string) (string, error) {
	token, err := c.cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		return "", fmt.Errorf("getting a token for %s: %w", scope, err)
	}
	return token.Token, nil
}

// Do sends the request and tries again where that may help. A status of 300
// or more comes back as *Error.
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	target, err := c.target(req)
	if err != nil {
		return nil, err
	}
	var body []byte
	if req.Body != nil {
		if body, err = json.Marshal(req.Body); err != nil {
			return nil, fmt.Errorf("%s %s: writing the body: %w", req.Method, req.Path, err)
		}
	}
	for attempt := 1; ; attempt++ {
		resp, data, err := c.exchange(ctx, req.Method, target, body)
		if err == nil && resp.StatusCode < 300 {
			return response(req, resp, data)
		}
		again := c.retry(ctx, req, attempt, resp, data, err)
		if !again {
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", req.Method, req.Path, err)
			}
			return nil, refusal(req.Method, target.Path, resp.StatusCode, resp.Header, data)
		}
	}
}

// target is the URL of a request. Tokens go to the endpoint's host and hosts
// below it only (regional ones, which polling URLs may name).
func (c *Client) target(req Request) (*url.URL, error) {
	target, err := url.Parse(req.Path)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", req.Method, req.Path, err)
	}
	if !target.IsAbs() {
		target = &url.URL{
			Scheme: c.endpoint.Scheme, Host: c.endpoint.Host,
			Path: "/" + strings.TrimPrefix(target.Path, "/"), RawQuery: target.RawQuery,
		}
	}
	ours := target.Host == c.endpoint.Host || target.Hostname() == c.endpoint.Hostname() ||
		strings.HasSuffix(target.Hostname(), "."+c.endpoint.Hostname())
	if target.Scheme != "https" || !ours {
		return nil, fmt.Errorf("%s %s: refused, because it lies outside %s", req.Method, req.Path, c.endpoint)
	}
	if len(req.Query) > 0 {
		query := target.Query()
		for key, values := range req.Query {
			query[key] = values
		}
		target.RawQuery = query.Encode()
	}
	return target, nil
}

func (c *Client) exchange(
	ctx context.Context, method string, target *url.URL, body []byte,
) (*http.Response, []byte, error) {
	token, err := c.Token(ctx)
	if err != nil {
		return nil, nil, &tokenError{err}
	}
	if method != http.MethodGet {
		// Half a write would leave nobody knowing what became of it.
		ctx = context.WithoutCancel(ctx)
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, target.String(), reader)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "tandem")
	req.Header.Set("x-ms-client-request-id", uuid.NewString())
	if body != nil {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	resp, err := c.options.HTTP.Do(req)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, nil, err
	}
	return resp, data, nil
}

// tokenError marks a failed login, which azidentity has already retried.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

func response(req Request, resp *http.Response, data []byte) (*Response, error) {
	answer := &Response{Status: resp.StatusCode, Header: resp.Header}
	if len(bytes.TrimSpace(data)) == 0 {
		return answer, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("%s %s: the answer is no JSON: %w", req.Method, req.Path, err)
	}
	if object, ok := value.(map[string]any); ok {
		answer.Body = object
	}
	return answer, nil
}
