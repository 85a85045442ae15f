package rig

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// graphScope is what a token for Microsoft Graph is asked with.
const graphScope = "https://graph.microsoft.com/.default"

// ARM sends one request to a sandbox's ARM, as somebody other than Tandem would,
// and returns the document that it answers with. The path has its api-version;
// a long-running operation is not waited for.
func ARM(t testing.TB, s *sandbox.Sandbox, method, path string, body any) map[string]any {
	t.Helper()
	c, err := newClient(s.Env())
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := c.do(method, path, c.env["ARM_RESOURCE_MANAGER_AUDIENCE"]+"/.default", body, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// client speaks ARM and Graph with the credentials of an environment.
type client struct {
	env  map[string]string
	http *http.Client
}

func newClient(env map[string]string) (*client, error) {
	pem, err := os.ReadFile(env["SSL_CERT_FILE"])
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("SSL_CERT_FILE holds no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}
	return &client{env: env, http: &http.Client{Transport: transport}}, nil
}

// token gets a token for a scope.
func (c *client) token(scope string) (string, error) {
	resp, err := c.http.PostForm(strings.TrimSuffix(c.env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"], "/")+"/"+c.env["ARM_TENANT_ID"]+"/oauth2/v2.0/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {c.env["ARM_CLIENT_ID"]},
			"client_secret": {c.env["ARM_CLIENT_SECRET"]}, "scope": {scope}})
	if err != nil {
		return "", err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	err = decode(resp, &answer)
	return answer.Token, err
}

// do sends a request and decodes the answer, if there is one.
func (c *client) do(method, path, scope string, body, into any) error {
	token, err := c.token(scope)
	if err != nil {
		return err
	}
	var raw []byte
	if body != nil {
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequest(method, strings.TrimSuffix(c.env["ARM_RESOURCE_MANAGER_ENDPOINT"], "/")+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	return decode(resp, into)
}

func decode(resp *http.Response, into any) (err error) {
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %s: %s", resp.Request.Method, resp.Request.URL, resp.Status, raw)
	}
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}
