package arm

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Versioned is the query of an ARM request of the given api-version.
func Versioned(apiVersion string) url.Values {
	return url.Values{"api-version": {apiVersion}}
}

// Get reads a resource.
func (c *Client) Get(ctx context.Context, id, apiVersion string) (map[string]any, error) {
	resp, err := c.Do(ctx, Request{Method: http.MethodGet, Path: id, Query: Versioned(apiVersion)})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Wait polls the long-running operation that an answer to PUT, PATCH, POST or
// DELETE has started, if it has, until it has ended: by Azure-AsyncOperation,
// else by Location, else by the resource's own provisioningState. It returns
// the last body that the polling by Location or the answer itself gave.
func (c *Client) Wait(ctx context.Context, req Request, resp *Response) (map[string]any, error) {
	fallback := c.options.UpdatePoll
	if req.Method == http.MethodDelete {
		fallback = c.options.DeletePoll
	}
	p := &poller{client: c, request: req, fallback: fallback}
	if address := resp.Header.Get("Azure-AsyncOperation"); address != "" {
		if err := p.byOperation(ctx, address, resp.Header); err != nil {
			return nil, err
		}
		if location := resp.Header.Get("Location"); location != "" && req.Method == http.MethodPost {
			return p.byLocation(ctx, location, resp.Header)
		}
		return resp.Body, nil
	}
	if location := resp.Header.Get("Location"); location != "" && resp.Status == http.StatusAccepted {
		return p.byLocation(ctx, location, resp.Header)
	}
	if req.Method == http.MethodPut || req.Method == http.MethodPatch {
		return p.byState(ctx, resp)
	}
	return resp.Body, nil
}

type poller struct {
	client   *Client
	request  Request
	fallback time.Duration
}

func (p *poller) pause(ctx context.Context, header http.Header) error {
	delay, ok := retryAfter(header, p.client.options.Clock.Now())
	if !ok {
		delay = p.fallback
	}
	if err := p.client.sleep(ctx, delay); err != nil {
		return fmt.Errorf("%s %s: stopped waiting for the operation: %w", p.request.Method, p.request.Path, err)
	}
	return nil
}

func (p *poller) byOperation(ctx context.Context, address string, header http.Header) error {
	for {
		if err := p.pause(ctx, header); err != nil {
			return err
		}
		resp, err := p.client.Do(ctx, Request{Method: http.MethodGet, Path: address})
		if err != nil {
			return fmt.Errorf("polling the operation of %s %s: %w", p.request.Method, p.request.Path, err)
		}
		status, _ := resp.Body["status"].(string)
		switch {
		case strings.EqualFold(status, "Succeeded"):
			return nil
		case ended(status):
			return p.failed(status, resp.Body)
		}
		header = resp.Header
	}
}

func (p *poller) byLocation(
	ctx context.Context, address string, header http.Header,
) (map[string]any, error) {
	for {
		if err := p.pause(ctx, header); err != nil {
			return nil, err
		}
		resp, err := p.client.Do(ctx, Request{Method: http.MethodGet, Path: address})
		if err != nil {
			if p.request.Method == http.MethodDelete && IsNotFound(err) {
				return nil, nil
			}
			return nil, fmt.Errorf("polling the operation of %s %s: %w", p.request.Method, p.request.Path, err)
		}
		if resp.Status != http.StatusAccepted {
			return resp.Body, nil
		}
		if next := resp.Header.Get("Location"); next != "" {
			address = next
		}
		header = resp.Header
	}
}

func (p *poller) byState(ctx context.Context, resp *Response) (map[string]any, error) {
	for {
		state := provisioningState(resp.Body)
		switch {
		case state == "" || strings.EqualFold(state, "Succeeded"):
			return resp.Body, nil
		case ended(state):
			return nil, p.failed(state, resp.Body)
		}
		if err := p.pause(ctx, resp.Header); err != nil {
			return nil, err
		}
		next, err := p.client.Do(ctx, Request{
			Method: http.MethodGet, Path: p.request.Path, Query: p.request.Query,
		})
		if err != nil {
			return nil, fmt.Errorf("polling the state of %s: %w", p.request.Path, err)
		}
		resp = next
	}
}

func provisioningState(body map[string]any) string {
	properties, _ := body["properties"].(map[string]any)
	state, _ := properties["provisioningState"].(string)
	return state
}

func ended(status string) bool {
	return strings.EqualFold(status, "Failed") || strings.EqualFold(status, "Canceled") ||
		strings.EqualFold(status, "Cancelled")
}

// failed is the error of an operation that ended without success.
func (p *poller) failed(status string, body map[string]any) error {
	e := &Error{
		Method: p.request.Method, ID: p.request.Path, Status: http.StatusOK,
		Code: "Operation" + status, Message: "the operation ended as " + status,
	}
	if inner, ok := body["error"]; ok {
		data, err := json.Marshal(map[string]any{"error": inner})
		if err == nil {
			found := refusal(p.request.Method, p.request.Path, http.StatusOK, http.Header{}, data)
			e.Code, e.Message = cmp.Or(found.Code, e.Code), cmp.Or(found.Message, e.Message)
		}
	}
	return e
}
