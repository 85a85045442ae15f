package sandbox_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

const sub = "/subscriptions/" + sandbox.SubscriptionID

// client talks to a sandbox as any HTTP client would: with what Env says.
type client struct {
	t     testing.TB
	s     *sandbox.Sandbox
	env   map[string]string
	http  *http.Client
	token string
	// clock is the sandbox's; nil where a test keeps that to itself.
	clock *eager
}

// eager is the machine's clock, ahead by what its client would have waited: a
// client that is told to poll again after a while does so at once, that much
// later.
type eager struct{ ahead atomic.Int64 }

func (e *eager) Now() time.Time { return time.Now().Add(time.Duration(e.ahead.Load())) }

// answer is a response, read.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

func start(t testing.TB, o sandbox.Options) *client {
	t.Helper()
	var clock *eager
	if o.Now == nil {
		clock = &eager{}
		o.Now = clock.Now
	}
	s, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	c := connect(t, s)
	c.clock = clock
	return c
}

func connect(t testing.TB, s *sandbox.Sandbox) *client {
	t.Helper()
	c := &client{t: t, s: s, env: s.Env()}
	pem, err := os.ReadFile(c.env["SSL_CERT_FILE"])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("%s holds no certificate", c.env["SSL_CERT_FILE"])
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	c.http = &http.Client{Transport: transport}
	c.token = c.login(url.Values{"client_id": {c.env["ARM_CLIENT_ID"]}, "client_secret": {c.env["ARM_CLIENT_SECRET"]}})
	return c
}

// login asks the token endpoint for an ARM token.
func (c *client) login(form url.Values) string {
	c.t.Helper()
	got := c.tokenRequest(form)
	if got.status != 200 {
		c.t.Fatalf("token: %d %s", got.status, got.raw)
	}
	return got.body["access_token"].(string)
}

func (c *client) tokenRequest(form url.Values) answer {
	c.t.Helper()
	if form.Get("grant_type") == "" {
		form.Set("grant_type", "client_credentials")
	}
	if form.Get("scope") == "" {
		form.Set("scope", c.env["ARM_RESOURCE_MANAGER_AUDIENCE"]+"/.default")
	}
	req, err := http.NewRequest("POST", c.env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"]+c.env["ARM_TENANT_ID"]+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(req)
}

func (c *client) do(req *http.Request) answer {
	c.t.Helper()
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	if len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			c.t.Fatalf("%s %s answers no JSON: %v: %s", req.Method, req.URL, err, raw)
		}
	}
	return a
}

// send is a request to ARM; path may be a full URL. headers are pairs.
func (c *client) send(method, path string, body any, headers ...string) answer {
	c.t.Helper()
	var reader io.Reader
	if s, ok := body.(string); ok {
		reader = strings.NewReader(s)
	} else if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "https://") {
		path = c.s.Endpoint() + path
	}
	req, err := http.NewRequest(method, path, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.do(req)
}

// code is the ARM error code of an answer.
func (a answer) code() string {
	e, _ := a.body["error"].(map[string]any)
	s, _ := e["code"].(string)
	return s
}

// want fails the test unless the answer has the status (and code).
func (a answer) want(t testing.TB, status int, code ...string) answer {
	t.Helper()
	if a.status != status || len(code) > 0 && a.code() != code[0] {
		t.Fatalf("got %d %s, want %d %v\n%s", a.status, a.code(), status, code, a.raw)
	}
	return a
}

// at is the value at a dotted path of the answer's body.
func (a answer) at(path string) any {
	var v any = a.body
	for _, p := range strings.Split(path, ".") {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

// group makes a resource group and returns its id.
func (c *client) group(name string) string {
	c.t.Helper()
	id := sub + "/resourceGroups/" + name
	a := c.send("PUT", id+"?api-version=2022-09-01", map[string]any{"location": "westeurope"})
	if a.status != 201 && a.status != 200 {
		c.t.Fatalf("group: %d %s", a.status, a.raw)
	}
	return id
}

// finish waits for a long-running operation as the Azure SDKs do.
func (c *client) finish(a answer) answer {
	c.t.Helper()
	for range 1000 {
		switch {
		case a.status >= 400:
			return a
		case a.header.Get("Azure-AsyncOperation") != "":
			url := a.header.Get("Azure-AsyncOperation")
			poll := c.send("GET", url, nil).want(c.t, 200)
			if poll.at("status") != "InProgress" {
				return poll
			}
			c.wait(poll)
		case a.status == 202:
			poll := c.send("GET", a.header.Get("Location"), nil)
			if poll.status != 202 {
				return poll
			}
			c.wait(poll)
		default:
			return a
		}
	}
	c.t.Fatal("the operation does not end")
	return a
}

// wait lets as much time pass as a poll's answer asks for.
func (c *client) wait(poll answer) {
	c.t.Helper()
	ms, err := strconv.Atoi(poll.header.Get("retry-after-ms"))
	if err != nil {
		c.t.Fatalf("when to poll again: %v", err)
	}
	after := time.Duration(ms) * time.Millisecond
	if c.clock == nil {
		c.t.Fatalf("the sandbox's clock is not the client's: nobody lets %s pass", after)
	}
	c.clock.ahead.Add(int64(after))
}
