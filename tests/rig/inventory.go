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
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// Inventory lists what exists in a sandbox, sorted: the ids of ARM's resources,
// and Entra's applications, their federated credentials and service principals
// by name, since their ids are made at random.
func Inventory(t testing.TB, s *sandbox.Sandbox) []string {
	t.Helper()
	all, err := inventory(s)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func inventory(s *sandbox.Sandbox) ([]string, error) {
	g, err := newGraph(s.Env())
	if err != nil {
		return nil, err
	}
	all := s.Resources()
	apps, err := g.list("/v1.0/applications")
	if err != nil {
		return nil, err
	}
	for _, app := range apps {
		all = append(all, "application "+app.DisplayName)
		credentials, err := g.list("/v1.0/applications/" + app.ID + "/federatedIdentityCredentials")
		if err != nil {
			return nil, err
		}
		for _, c := range credentials {
			all = append(all, "federated credential "+app.DisplayName+"/"+c.Name)
		}
	}
	principals, err := g.list("/v1.0/servicePrincipals")
	if err != nil {
		return nil, err
	}
	for _, p := range principals {
		all = append(all, "service principal "+p.DisplayName)
	}
	slices.Sort(all)
	return all, nil
}

// graph reads Microsoft Graph with the credentials of an environment.
type graph struct {
	client      *http.Client
	base, token string
}

func newGraph(env map[string]string) (*graph, error) {
	pem, err := os.ReadFile(env["SSL_CERT_FILE"])
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("SSL_CERT_FILE holds no certificate")
	}
	g := &graph{base: strings.TrimSuffix(env["ARM_RESOURCE_MANAGER_ENDPOINT"], "/"),
		client: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}}
	resp, err := g.client.PostForm(strings.TrimSuffix(env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"], "/")+"/"+env["ARM_TENANT_ID"]+"/oauth2/v2.0/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {env["ARM_CLIENT_ID"]}, "client_secret": {env["ARM_CLIENT_SECRET"]},
			"scope": {"https://graph.microsoft.com/.default"}})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := decode(resp, &answer); err != nil {
		return nil, err
	}
	g.token = answer.Token
	return g, nil
}

// object is what this package reads of an Entra object.
type object struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

func (g *graph) list(path string) ([]object, error) {
	req, err := http.NewRequest(http.MethodGet, g.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+g.token)
	resp, err := g.client.Do(req)
	if err != nil {
		return nil, err
	}
	var page struct {
		Value []object `json:"value"`
		Next  string   `json:"@odata.nextLink"`
	}
	if err := decode(resp, &page); err != nil {
		return nil, err
	}
	if page.Next != "" {
		return nil, fmt.Errorf("GET %s: more than one page", path)
	}
	return page.Value, nil
}

func decode(resp *http.Response, into any) (err error) {
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", resp.Request.Method, resp.Request.URL, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}
