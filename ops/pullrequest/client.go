package pullrequest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
)

// Bounds of one request.
const (
	mostAttempts = 5
	longestWait  = 2 * time.Minute // what a server may ask to wait
	mostAnswer   = 32 << 20        // bytes of an answer
	perRequest   = time.Minute
)

// client sends JSON to one system's API.
type client struct {
	base  *url.URL
	token string
	clock clockwork.Clock
	// explain says what to do about a refusal, by its status.
	explain map[int]string
	header  http.Header
	http    *http.Client
}

// newClient checks the address: a token goes out over TLS, or to this machine.
func newClient(variable, address, token string, clock clockwork.Clock) (*client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "https" && !loopback(base) {
		return nil, fmt.Errorf("%w: %s is %q: the run must give it as an https address", ErrInput, variable, address)
	}
	base.Path = strings.TrimSuffix(base.Path, "/")
	return &client{base: base, token: token, clock: clock, header: http.Header{}, http: &http.Client{
		Timeout: perRequest,
		// A moved repository answers with a redirection; the token stays at home.
		CheckRedirect: func(to *http.Request, via []*http.Request) error {
			if len(via) > 5 || to.URL.Host != base.Host || to.URL.Scheme != base.Scheme {
				return errors.New("redirected to " + to.URL.Host + ", which is not asked")
			}
			return nil
		},
	}}, nil
}

func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// do sends one request, again where the system asks to wait, and decodes the
// answer. The path's parts are escaped here.
func (c *client) do(ctx context.Context, method string, parts []string, query url.Values, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	to := c.base.JoinPath(escaped(parts)...)
	to.RawQuery = query.Encode()
	for attempt := 1; ; attempt++ {
		wait, err := c.once(ctx, method, to.String(), body, out)
		if err == nil || wait == 0 {
			return err
		}
		if attempt == mostAttempts || wait > longestWait {
			return fmt.Errorf("%w (it asks to wait %s: run the job again after that)", err, wait.Round(time.Second))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.clock.After(wait):
		}
	}
}

func escaped(parts []string) []string {
	var all []string
	for _, p := range parts {
		all = append(all, url.PathEscape(p))
	}
	return all
}

// once sends a request once. The duration is how long to wait before another
// attempt, zero where none helps.
func (c *client) once(ctx context.Context, method, to string, body []byte, out any) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, method, to, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header = c.header.Clone()
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("User-Agent", "tandem")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return 0, fmt.Errorf("%s %s: %w", method, req.URL.Path, err)
	}
	// Azure DevOps answers 203 with a page for signing in.
	if resp.StatusCode == http.StatusNonAuthoritativeInfo {
		resp.StatusCode = http.StatusUnauthorized
	}
	if resp.StatusCode/100 == 2 {
		if out == nil {
			return 0, nil
		}
		if err := json.Unmarshal(raw, out); err != nil {
			return 0, fmt.Errorf("%s %s: the answer is not the JSON that was expected: %w", method, req.URL.Path, err)
		}
		return 0, nil
	}
	return c.wait(method, resp), c.refusal(method, req.URL.Path, resp.StatusCode, raw)
}

// wait says how long to wait after a refusal. What may have been done (a POST
// that ended in a 5xx) is not tried again: a comment must not be posted twice.
func (c *client) wait(method string, resp *http.Response) time.Duration {
	limited := resp.StatusCode == http.StatusTooManyRequests ||
		resp.StatusCode == http.StatusForbidden && (resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-RateLimit-Remaining") == "0")
	failing := resp.StatusCode >= 500 && (method != http.MethodPost || resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "")
	if !limited && !failing {
		return 0
	}
	if after := resp.Header.Get("Retry-After"); after != "" {
		if n, err := strconv.Atoi(after); err == nil && n >= 0 {
			return max(time.Duration(n)*time.Second, time.Millisecond)
		}
		if at, err := http.ParseTime(after); err == nil {
			return max(at.Sub(c.clock.Now()), time.Millisecond)
		}
	}
	if reset, err := strconv.ParseInt(resp.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil && limited {
		return max(time.Unix(reset, 0).Sub(c.clock.Now()), time.Millisecond)
	}
	return 2 * time.Second
}

// refusal is the error of an answer: what was asked, what was said, what to do.
func (c *client) refusal(method, path string, status int, raw []byte) error {
	var said struct {
		Message string `json:"message"`
	}
	message := http.StatusText(status)
	if json.Unmarshal(raw, &said) == nil && said.Message != "" {
		message = said.Message
	}
	text := fmt.Sprintf("%s %s: %d %s", method, path, status, message)
	if help := c.explain[status]; help != "" {
		text += ": " + help
	}
	return &Refusal{Status: status, text: text}
}

// Refusal is an answer of the system that is not a success.
type Refusal struct {
	Status int // of HTTP
	text   string
}

// Error implements error.
func (r *Refusal) Error() string { return r.text }
