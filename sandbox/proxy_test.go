package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// redirected is a client that only knows Azure's public names, behind the proxy.
func redirected(t *testing.T) *client {
	c := start(t, sandbox.Options{ProxyListen: "127.0.0.1:0"})
	proxy, err := url.Parse(c.env["HTTPS_PROXY"])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.s.CAPEM())
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	c.http = &http.Client{Transport: transport}
	return c
}

func TestProxyStandsInForAzure(t *testing.T) {
	c := redirected(t)
	discovery := c.send("GET", "https://login.microsoftonline.com/"+sandbox.TenantID+"/v2.0/.well-known/openid-configuration", nil).want(t, 200)
	if want := "https://login.microsoftonline.com/" + sandbox.TenantID + "/oauth2/v2.0/token"; discovery.at("token_endpoint") != want {
		t.Errorf("the token endpoint is %v", discovery.at("token_endpoint"))
	}
	c.send("PUT", "https://management.azure.com"+sub+"/resourceGroups/far"+groupVersion, located("westeurope")).want(t, 201)
	nsgID := "https://management.azure.com" + sub + "/resourceGroups/far/providers/Microsoft.Network/networkSecurityGroups/n" + nsgVersion
	put := c.send("PUT", nsgID, nsg("0")).want(t, 201)
	if !strings.HasPrefix(put.header.Get("Azure-AsyncOperation"), "https://management.azure.com/subscriptions/") {
		t.Errorf("the operation is at %s", put.header.Get("Azure-AsyncOperation"))
	}
	c.finish(put).want(t, 200)
	if got := c.send("GET", "https://management.azure.com/metadata/endpoints?api-version=2022-09-01", nil).want(t, 200).at("authentication.loginEndpoint"); got != "https://login.microsoftonline.com" {
		t.Errorf("the login endpoint is %v", got)
	}
	c.graphVia(t)
}

func (c *client) graphVia(t *testing.T) {
	t.Helper()
	g := *c
	req, err := http.NewRequest("POST", "https://login.microsoftonline.com/"+sandbox.TenantID+"/oauth2/v2.0/token", strings.NewReader(url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.env["ARM_CLIENT_ID"]}, "client_secret": {c.env["ARM_CLIENT_SECRET"]},
		"scope": {"https://graph.microsoft.com/.default"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	g.token = c.do(req).want(t, 200).at("access_token").(string)
	g.send("GET", "https://graph.microsoft.com/v1.0/groups", nil).want(t, 200)
}

func TestProxyReachesNothingElse(t *testing.T) {
	c := redirected(t)
	_, err := c.http.Get("https://example.com/")
	if err == nil || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("got %v", err)
	}
	direct := &http.Client{}
	resp, err := direct.Get(c.env["HTTPS_PROXY"])
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a plain request gets %d", resp.StatusCode)
	}
}
