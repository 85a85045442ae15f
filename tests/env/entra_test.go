package env

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// directory is a stranger in Microsoft Graph.
type directory struct {
	t           *testing.T
	http        *http.Client
	base, token string
}

// transport trusts the sandbox.
func (w *world) transport() *http.Transport {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(w.s.CAPEM())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	w.t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func (w *world) directory() *directory {
	w.t.Helper()
	env := w.s.Env()
	d := &directory{t: w.t, http: &http.Client{Transport: w.transport()}, base: strings.TrimSuffix(env["ARM_RESOURCE_MANAGER_ENDPOINT"], "/")}
	resp, err := d.http.PostForm(env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"]+env["ARM_TENANT_ID"]+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {env["ARM_CLIENT_ID"]}, "client_secret": {env["ARM_CLIENT_SECRET"]}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	_, answer := d.read(resp)
	d.token, _ = answer["access_token"].(string)
	return d
}

func (d *directory) read(resp *http.Response) (int, map[string]any) {
	d.t.Helper()
	raw, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	answer := map[string]any{}
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &answer)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

func (d *directory) call(method, path string, body any) (int, map[string]any) {
	d.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.base+"/v1.0/"+path, bytes.NewReader(raw))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := d.http.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.read(resp)
}

// application makes an application with the marks of an environment, and returns its id.
func (d *directory) application(name string, marks ...string) string {
	d.t.Helper()
	status, app := d.call(http.MethodPost, "applications", map[string]any{"displayName": "signin-tandem-" + name,
		"tags": append([]string{"system:tandem", "environment:" + name}, marks...)})
	if status != http.StatusCreated {
		d.t.Fatalf("an application: %d %v", status, app)
	}
	return app["id"].(string)
}

// TestEntraOfAnotherSubscription has, in one directory, applications of environments of
// one name: of this subscription, of another one, and one that does not say.
func TestEntraOfAnotherSubscription(t *testing.T) {
	w := newWorld(t)
	d := w.directory()
	ours := d.application("half", "subscription:"+strings.TrimPrefix(w.arm.Subscription, "/subscriptions/"))
	theirs := d.application("half", "subscription:00000000-0000-4000-8000-0000000000b2")
	silent := d.application("quiet")
	exists := func(id string) bool {
		status, _ := d.call(http.MethodGet, "applications/"+id, nil)
		return status == http.StatusOK
	}
	if listed := w.list(); len(listed) != 2 || listed["half"].State != "leftovers" || listed["quiet"].State != "leftovers" {
		t.Errorf("listed are %+v", listed)
	}
	if done := w.reap(0, "--execute"); done["half"].Result != "" || done["quiet"].Result != "" {
		t.Errorf("reap says %+v", done)
	}
	r := rig.MustRun(t, 3, w.home, "env", "down", "quiet", "--execute")
	if !strings.Contains(r.Stderr, "application signin-tandem-quiet ("+silent+") does not say in which subscription its environment quiet lies") {
		t.Errorf("the refusal says:\n%s", r.Stderr)
	}
	if done := w.reap(0, "--execute", "--orphans"); done["half"].Result != "gone" || done["quiet"].Verdict != "keep" {
		t.Errorf("reap says %+v", done)
	}
	rig.MustRun(t, 0, w.home, "env", "down", "half", "--execute")
	if exists(ours) || !exists(theirs) || !exists(silent) {
		t.Errorf("ours is there: %t, theirs: %t, the one that does not say: %t", exists(ours), exists(theirs), exists(silent))
	}
	if status, _ := d.call(http.MethodGet, "directory/deletedItems/"+ours, nil); status != http.StatusNotFound {
		t.Errorf("ours can be restored: %d", status)
	}
	if listed := w.list(); listed["half"].Name != "" {
		t.Errorf("theirs is listed as %+v", listed["half"])
	}
}
