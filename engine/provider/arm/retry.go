package arm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxAttempts bounds the tries when the service names no delay.
	maxAttempts = 5
	// maxBidden bounds the tries when it does: then it expects us back.
	maxBidden = 60
	// lostDelay is the first delay after a broken connection.
	lostDelay = time.Second
)

// retry waits and reports true if the request should be sent again: after a
// broken connection, 408, 429, 5xx and the 409s that ask for it.
func (c *Client) retry(
	ctx context.Context, req Request, attempt int, resp *http.Response, data []byte, err error,
) bool {
	if ctx.Err() != nil {
		return false
	}
	if err != nil {
		var login *tokenError
		if errors.As(err, &login) || attempt >= maxAttempts || !idempotent(req.Method) {
			return false
		}
		return c.sleep(ctx, lostDelay<<(attempt-1)) == nil
	}
	if !retriable(resp.StatusCode, data) {
		return false
	}
	delay, bidden := retryAfter(resp.Header, c.options.Clock.Now())
	if !bidden {
		delay = c.options.RetryDelay << (attempt - 1)
	}
	if attempt >= maxBidden || (!bidden && attempt >= maxAttempts) {
		return false
	}
	return c.sleep(ctx, delay) == nil
}

func idempotent(method string) bool {
	return method == http.MethodGet || method == http.MethodPut || method == http.MethodDelete ||
		method == http.MethodHead
}

// retriable reports whether a refusal may go away by itself.
func retriable(status int, body []byte) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusConflict:
		var wrapped struct{ Error detail }
		return json.Unmarshal(body, &wrapped) == nil &&
			(wrapped.Error.Code == "AnotherOperationInProgress" || wrapped.Error.Code == "RetryableError")
	default:
		return false
	}
}

// retryAfter is the delay that the service asks for, if it does.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	for _, name := range []string{"retry-after-ms", "x-ms-retry-after-ms"} {
		if ms, err := strconv.ParseInt(header.Get(name), 10, 64); err == nil && ms >= 0 {
			return time.Duration(ms) * time.Millisecond, true
		}
	}
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if when, err := http.ParseTime(value); err == nil {
		return max(when.Sub(now), 0), true
	}
	return 0, false
}

func (c *Client) sleep(ctx context.Context, delay time.Duration) error {
	timer := c.options.Clock.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
