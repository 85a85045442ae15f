package rig

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Stranger is an ARM client that knows nothing of Tandem: plain HTTPS with a
// token, told where to go by the variables that any ARM client knows. Whatever
// fails in it fails the test.
type Stranger struct {
	t        testing.TB
	endpoint string
	token    string
	http     *http.Client
	// Subscription is the id of the subscription, with a slash in front.
	Subscription string
}

// Connect signs in with the client secret of an environment.
func Connect(t testing.TB, env map[string]string) *Stranger {
	t.Helper()
	pem, err := os.ReadFile(env["SSL_CERT_FILE"])
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("%s holds no certificate", env["SSL_CERT_FILE"])
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	a := &Stranger{
		t: t, http: &http.Client{Transport: transport},
		endpoint:     strings.TrimSuffix(env["ARM_RESOURCE_MANAGER_ENDPOINT"], "/"),
		Subscription: "/subscriptions/" + env["ARM_SUBSCRIPTION_ID"],
	}
	a.signIn(env)
	return a
}

func (a *Stranger) signIn(env map[string]string) {
	a.t.Helper()
	resp, err := a.http.PostForm(env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"]+env["ARM_TENANT_ID"]+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {env["ARM_CLIENT_ID"]}, "client_secret": {env["ARM_CLIENT_SECRET"]},
		"scope": {env["ARM_RESOURCE_MANAGER_AUDIENCE"] + "/.default"},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	raw := a.read(resp)
	if err := json.Unmarshal(raw, &answer); err != nil || answer.Token == "" {
		a.t.Fatalf("sign-in: %s %s", resp.Status, raw)
	}
	a.token = answer.Token
}

// Call sends a request, waits for the operation that it starts, if any, and
// returns the status and the document of the last answer.
func (a *Stranger) Call(method, id, version string, body any) (int, map[string]any) {
	a.t.Helper()
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			a.t.Fatal(err)
		}
	}
	separator := "?"
	if strings.Contains(id, "?") {
		separator = "&"
	}
	resp, raw := a.send(method, a.endpoint+id+separator+"api-version="+version, payload)
	for resp.StatusCode < 300 {
		next := resp.Header.Get("Azure-AsyncOperation")
		if next == "" && resp.StatusCode == http.StatusAccepted {
			next = resp.Header.Get("Location")
		}
		if next == "" {
			break
		}
		resp, raw = a.poll(next)
	}
	return resp.StatusCode, a.document(raw)
}

// poll asks for an operation until it has ended.
func (a *Stranger) poll(address string) (*http.Response, []byte) {
	a.t.Helper()
	for {
		resp, raw := a.send(http.MethodGet, address, nil)
		status, _ := a.document(raw)["status"].(string)
		running := resp.StatusCode == http.StatusAccepted || strings.HasSuffix(status, "ing") || status == "InProgress"
		if resp.StatusCode >= 300 || !running {
			if status == "Failed" || status == "Canceled" {
				a.t.Fatalf("operation %s: %s", address, raw)
			}
			resp.Header.Del("Azure-AsyncOperation")
			resp.Header.Del("Location")
			return resp, raw
		}
		pause, err := strconv.Atoi(resp.Header.Get("retry-after-ms"))
		if err != nil {
			pause = 10
		}
		<-time.After(time.Duration(pause) * time.Millisecond)
	}
}

// Get returns the document at an id, which must be there.
func (a *Stranger) Get(id, version string) map[string]any {
	a.t.Helper()
	return a.must(http.MethodGet, id, version, nil)
}

// Put, Patch, Post and Delete do what ARM's verbs do and must succeed.
func (a *Stranger) Put(id, version string, body any) {
	a.t.Helper()
	a.must(http.MethodPut, id, version, body)
}

// Patch is described at Put.
func (a *Stranger) Patch(id, version string, body any) {
	a.t.Helper()
	a.must(http.MethodPatch, id, version, body)
}

// Post is described at Put; it returns what was answered.
func (a *Stranger) Post(id, version string, body any) map[string]any {
	a.t.Helper()
	return a.must(http.MethodPost, id, version, body)
}

// Delete is described at Put.
func (a *Stranger) Delete(id, version string) {
	a.t.Helper()
	a.must(http.MethodDelete, id, version, nil)
}

// Edit reads a resource, changes its properties and puts it back.
func (a *Stranger) Edit(id, version string, change func(properties map[string]any)) {
	a.t.Helper()
	doc := a.Get(id, version)
	properties, _ := doc["properties"].(map[string]any)
	change(properties)
	a.Put(id, version, doc)
}

// List returns all items of a collection.
func (a *Stranger) List(path, version string) []map[string]any {
	a.t.Helper()
	var items []map[string]any
	doc := a.Get(path, version)
	for {
		page, _ := doc["value"].([]any)
		for _, item := range page {
			if m, ok := item.(map[string]any); ok {
				items = append(items, m)
			}
		}
		next, _ := doc["nextLink"].(string)
		if next == "" {
			return items
		}
		_, raw := a.send(http.MethodGet, next, nil)
		doc = a.document(raw)
	}
}

func (a *Stranger) must(method, id, version string, body any) map[string]any {
	a.t.Helper()
	status, doc := a.Call(method, id, version, body)
	if status >= 300 {
		a.t.Fatalf("%s %s: %d %v", method, id, status, doc)
	}
	return doc
}

func (a *Stranger) send(method, address string, body []byte) (*http.Response, []byte) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.http.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	return resp, a.read(resp)
}

func (a *Stranger) read(resp *http.Response) []byte {
	a.t.Helper()
	raw, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return raw
}

func (a *Stranger) document(raw []byte) map[string]any {
	a.t.Helper()
	doc := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &doc); err != nil {
			a.t.Fatalf("the answer is no JSON object: %v: %s", err, raw)
		}
	}
	return doc
}
