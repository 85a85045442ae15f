// Package behind edits resources behind Pulumi's back, as somebody with a
// portal open would: by plain requests to ARM.
package behind

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
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
)

// Stranger is somebody else who may write to the subscription.
type Stranger struct {
	testing.TB
	client *http.Client
	base   string
	token  string
}

// New returns a stranger who is logged in to the sandbox.
func New(t testing.TB, s *sandbox.Sandbox) *Stranger {
	t.Helper()
	env := s.Env()
	pem, err := os.ReadFile(env["SSL_CERT_FILE"])
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(pem))
	w := &Stranger{TB: t, base: s.Endpoint(), client: &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}},
	}}
	resp, err := w.client.PostForm(w.base+"/"+env["ARM_TENANT_ID"]+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {env["ARM_CLIENT_ID"]}, "client_secret": {env["ARM_CLIENT_SECRET"]},
		"scope": {env["ARM_RESOURCE_MANAGER_AUDIENCE"] + "/.default"},
	})
	require.NoError(t, err)
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer))
	require.NoError(t, resp.Body.Close())
	w.token = answer.AccessToken
	return w
}

// Send sends a request and waits until Azure has carried it out.
func (w *Stranger) Send(ctx context.Context, method, id, version string, body map[string]any) map[string]any {
	w.Helper()
	answer, header := w.exchange(ctx, method, w.base+id+"?api-version="+version, body)
	for operation := header.Get("Azure-AsyncOperation"); operation != ""; {
		var status map[string]any
		if status, _ = w.exchange(ctx, http.MethodGet, operation, nil); status["status"] == "Succeeded" {
			break
		}
		require.NotContains(w, []any{"Failed", "Canceled"}, status["status"], "%s %s: %v", method, id, status)
	}
	return answer
}

func (w *Stranger) exchange(
	ctx context.Context, method, address string, body map[string]any,
) (map[string]any, http.Header) {
	w.Helper()
	data, err := json.Marshal(body)
	require.NoError(w, err)
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(data))
	require.NoError(w, err)
	req.Header.Set("Authorization", "Bearer "+w.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.client.Do(req)
	require.NoError(w, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(w, err)
	require.NoError(w, resp.Body.Close())
	require.Less(w, resp.StatusCode, 300, "%s %s: %s", method, address, text)
	answer := map[string]any{}
	if len(text) > 0 {
		require.NoError(w, json.Unmarshal(text, &answer))
	}
	return answer, resp.Header
}

// Edit changes one value of a live resource; a nil value takes it away.
func (w *Stranger) Edit(ctx context.Context, id, version, path string, value any) {
	w.Helper()
	var doc map[string]any
	if strings.HasSuffix(id, "/config/appsettings") {
		doc = w.Send(ctx, http.MethodPost, id+"/list", version, map[string]any{})
	} else {
		doc = w.Send(ctx, http.MethodGet, id, version, nil)
	}
	var at any = doc
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		switch container := at.(type) {
		case map[string]any:
			if container[name] == nil {
				container[name] = map[string]any{}
			}
			at = container[name]
		case []any:
			at = container[int(name[0]-'0')]
		}
	}
	object, ok := at.(map[string]any)
	require.True(w, ok, "nothing at %s of %v", path, doc)
	if object[names[len(names)-1]] = value; value == nil {
		delete(object, names[len(names)-1])
	}
	w.Send(ctx, http.MethodPut, id, version, doc)
}
