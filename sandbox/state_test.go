package sandbox_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

const envKillAt = "SANDBOX_TEST_KILL"

// TestMain lets the test binary be the process that dies in the hook.
func TestMain(m *testing.M) {
	if at := os.Getenv(envKillAt); at != "" {
		dieInHook(at)
	}
	os.Exit(m.Run())
}

func TestStateSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: path})
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, s)
	rg := c.group("kept")
	account := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one" + identityVersion
	c.send("PUT", account, located("westeurope")).want(t, 201)
	before := c.send("GET", account, nil).want(t, 200)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, sandbox.Options{StatePath: path})
	if after := again.send("GET", account, nil).want(t, 200); after.raw != before.raw || after.header.Get("ETag") != before.header.Get("ETag") {
		t.Errorf("before %s\nafter %s", before.raw, after.raw)
	}
	for _, name := range []string{"ARM_CLIENT_SECRET", "IDENTITY_HEADER", "SSL_CERT_FILE"} {
		if c.env[name] != again.env[name] {
			t.Errorf("%s changed with the restart", name)
		}
	}
	again.token = c.token
	again.send("GET", account, nil).want(t, 200)
}

func TestOperationsGoOnAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	clock := &stepped{now: time.Now()}
	s, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: path, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, s)
	id := c.group("on") + "/providers/Microsoft.Storage/storageAccounts/goeson" + storageVersion
	c.send("PUT", id, account("Standard_LRS")).want(t, 202)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.Add(time.Second)
	again := start(t, sandbox.Options{StatePath: path, Now: clock.Now})
	if got := again.send("GET", id, nil).want(t, 200).at("properties.provisioningState"); got != "Succeeded" {
		t.Errorf("after the restart the account is %v", got)
	}
}

func TestStateFilesThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign")
	if err := os.WriteFile(foreign, []byte("not a state"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: foreign}); !errors.Is(err, sandbox.ErrStateForeign) {
		t.Errorf("foreign: %v", err)
	}
	used := filepath.Join(dir, "used")
	start(t, sandbox.Options{StatePath: used})
	if _, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: used}); !errors.Is(err, sandbox.ErrStateLocked) {
		t.Errorf("locked: %v", err)
	}
}

func TestPortTaken(t *testing.T) {
	c := start(t, sandbox.Options{})
	address := strings.TrimPrefix(c.s.Endpoint(), "https://")
	_, err := sandbox.Start(context.Background(), sandbox.Options{Listen: address})
	if err == nil || !strings.Contains(err.Error(), address) {
		t.Errorf("got %v", err)
	}
}

func TestCopyWhileRunning(t *testing.T) {
	c := start(t, sandbox.Options{StatePath: filepath.Join(t.TempDir(), "state.db")})
	c.group("copied")
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := c.s.CopyState(path); err != nil {
		t.Fatal(err)
	}
	c.group("later")
	other := start(t, sandbox.Options{StatePath: path})
	other.send("GET", sub+"/resourceGroups/copied"+groupVersion, nil).want(t, 200)
	other.send("GET", sub+"/resourceGroups/later"+groupVersion, nil).want(t, 404, "ResourceGroupNotFound")
}

func TestResetForgetsResources(t *testing.T) {
	c := start(t, sandbox.Options{})
	c.group("forgotten")
	req, err := http.NewRequest("POST", c.s.ControlEndpoint()+"/reset", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.do(req).want(t, 204)
	c.send("GET", sub+"/resourceGroups/forgotten"+groupVersion, nil).want(t, 404, "ResourceGroupNotFound")
}

func TestHistory(t *testing.T) {
	c := start(t, sandbox.Options{})
	c.send("GET", sub+"/resourceGroups/nope"+groupVersion, nil).want(t, 404)
	req, err := http.NewRequest("GET", c.s.ControlEndpoint()+"/history", nil)
	if err != nil {
		t.Fatal(err)
	}
	list := c.do(req).want(t, 200).at("requests").([]any)
	last := list[len(list)-1].(map[string]any)
	if last["path"] != sub+"/resourceGroups/nope" || last["status"] != 404.0 || last["code"] != "ResourceGroupNotFound" {
		t.Errorf("the last request is %v", last)
	}
}

func TestHookSeesEachCommit(t *testing.T) {
	var seen []string
	c := start(t, sandbox.Options{Hook: func(w sandbox.Write) {
		seen = append(seen, fmt.Sprint(w.Seq, " ", w.Method, " ", w.Phase == sandbox.After, " ", w.ID))
	}})
	rg := c.group("hooked")
	c.send("GET", rg+groupVersion, nil).want(t, 200)
	c.send("PUT", rg+groupVersion, located("northeurope")).want(t, 409)
	want := []string{"1 PUT false " + rg, "1 PUT true " + rg}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("saw %v, want %v", seen, want)
	}
}

// dieInHook makes one resource group, in a process that dies before or after
// the commit.
func dieInHook(at string) {
	phase := sandbox.Before
	if strings.HasPrefix(at, "after") {
		phase = sandbox.After
	}
	_, path, _ := strings.Cut(at, ":")
	s, err := sandbox.Start(context.Background(), sandbox.Options{StatePath: path, Hook: func(w sandbox.Write) {
		if w.Phase == phase {
			p, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = p.Kill()
			}
			fmt.Fprintln(os.Stderr, "still alive:", err)
			select {}
		}
	}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CAPEM())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	env := s.Env()
	resp, err := client.PostForm(s.Endpoint()+"/"+sandbox.TenantID+"/oauth2/v2.0/token", url.Values{"grant_type": {"client_credentials"},
		"client_id": {env["ARM_CLIENT_ID"]}, "client_secret": {env["ARM_CLIENT_SECRET"]}, "scope": {"https://management.azure.com/.default"}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	req, err := http.NewRequest("PUT", s.Endpoint()+sub+"/resourceGroups/killed"+groupVersion, strings.NewReader(`{"location":"westeurope"}`))
	if err != nil {
		os.Exit(3)
	}
	req.Header.Set("Authorization", "Bearer "+token.AccessToken)
	req.Header.Set("Content-Type", "application/json")
	_, err = client.Do(req)
	fmt.Fprintln(os.Stderr, "answered:", err)
	os.Exit(3)
}

func TestKilledAroundACommit(t *testing.T) {
	for _, row := range []struct {
		phase string
		want  int
	}{{"before", 404}, {"after", 200}} {
		t.Run(row.phase, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envKillAt+"="+row.phase+":"+path)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Exited() {
				t.Fatalf("the process was not killed: %v\n%s", err, out)
			}
			c := start(t, sandbox.Options{StatePath: path})
			c.send("GET", sub+"/resourceGroups/killed"+groupVersion, nil).want(t, row.want)
		})
	}
}

func TestSnapshotIsAStateFile(t *testing.T) {
	c := start(t, sandbox.Options{})
	c.group("seen")
	resp, err := http.Get(c.s.ControlEndpoint() + "/snapshot")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, sandbox.Options{StatePath: path}).send("GET", sub+"/resourceGroups/seen"+groupVersion, nil).want(t, 200)
}
