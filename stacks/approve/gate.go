package approve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// longestReason is how much of a gate's error is read, in bytes.
const longestReason = 4096

// askGate asks whoever runs the deployment whether a web app is healthy, for as long as
// the answer takes: how long to wait is decided there.
func askGate(ctx context.Context, gate, webAppID string) (err error) {
	body := strings.NewReader(url.Values{"app": {webAppID}}.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, gate, body)
	if err != nil {
		return fmt.Errorf("%s: %w", GateVariable, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("whoever runs the deployment does not say whether the web app is healthy: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	reason, err := io.ReadAll(io.LimitReader(resp.Body, longestReason))
	if err != nil {
		return fmt.Errorf("judgement of the web app's health: %w", err)
	}
	return fmt.Errorf("%s (%s)", strings.TrimSpace(string(reason)), resp.Status)
}
