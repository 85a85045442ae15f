package rig

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// graphScope is what a token for Microsoft Graph is asked with.
const graphScope = "https://graph.microsoft.com/.default"

// client reads Microsoft Graph with the credentials of an environment.
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

// token gets a token for Graph.
func (c *client) token() (string, error) {
	resp, err := c.http.PostForm(strings.TrimSuffix(c.env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"], "/")+"/"+c.env["ARM_TENANT_ID"]+"/oauth2/v2.0/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {c.env["ARM_CLIENT_ID"]},
			"client_secret": {c.env["ARM_CLIENT_SECRET"]}, "scope": {graphScope}})
	if err != nil {
		return "", err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	err = decode(resp, &answer)
	return answer.Token, err
}

// get reads the document at a path.
func (c *client) get(path string, into any) error {
	token, err := c.token()
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(c.env["ARM_RESOURCE_MANAGER_ENDPOINT"], "/")+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	return decode(resp, into)
}

func decode(resp *http.Response, into any) (err error) {
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", resp.Request.Method, resp.Request.URL, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}
