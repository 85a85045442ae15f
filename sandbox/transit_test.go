package sandbox_test

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// vault asks the key service, as its clients do by the environment.
func (c *client) vault(method, path string, body any) answer {
	c.t.Helper()
	return c.send(method, c.env["VAULT_SERVER_URL"]+"/v1/transit/"+path, body, "Authorization", "", "X-Vault-Token", c.env["VAULT_SERVER_TOKEN"])
}

// wants requires one of Vault's errors.
func (a answer) wants(t *testing.T, status int, message string) {
	t.Helper()
	errs, _ := a.body["errors"].([]any)
	if a.status != status || len(errs) != 1 || !strings.Contains(errs[0].(string), message) {
		t.Errorf("got %d %s, want %d %q", a.status, a.raw, status, message)
	}
}

// TestKeysOutliveTheSandbox: what was encrypted is decrypted after a restart, a
// reset, and by a sandbox on a copy of the state; never by another sandbox.
func TestKeysOutliveTheSandbox(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "state.db"), filepath.Join(dir, "copy.db")
	s, err := sandbox.Start(t.Context(), sandbox.Options{StatePath: path})
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, s)
	plain := base64.StdEncoding.EncodeToString([]byte("a data key"))
	sealed := map[string]any{"ciphertext": c.vault("PUT", "encrypt/home", map[string]any{"plaintext": plain}).want(t, 200).at("data.ciphertext")}
	again := map[string]any{"ciphertext": c.vault("POST", "encrypt/home", map[string]any{"plaintext": plain}).want(t, 200).at("data.ciphertext")}
	if sealed["ciphertext"] == again["ciphertext"] {
		t.Error("the same plaintext has the same ciphertext twice")
	}
	opens := func(c *client) {
		t.Helper()
		if got := c.vault("PUT", "decrypt/home", sealed).want(t, 200).at("data.plaintext"); got != plain {
			t.Errorf("decrypted to %v, want %s", got, plain)
		}
	}
	opens(c)
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	opens(c)
	if err := s.CopyState(copied); err != nil {
		t.Fatal(err)
	}
	opens(start(t, sandbox.Options{StatePath: copied}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	opens(start(t, sandbox.Options{StatePath: path}))
	start(t, sandbox.Options{}).vault("PUT", "decrypt/home", sealed).wants(t, 400, "message authentication failed")
}

func TestKeyServiceRefuses(t *testing.T) {
	c := start(t, sandbox.Options{})
	plain := map[string]any{"plaintext": base64.StdEncoding.EncodeToString([]byte("x"))}
	sealed := c.vault("PUT", "encrypt/home", plain).want(t, 200).at("data.ciphertext").(string)

	url := c.env["VAULT_SERVER_URL"] + "/v1/transit/encrypt/home"
	c.send("PUT", url, plain, "X-Vault-Token", "guess").wants(t, 403, "permission denied")
	c.send("PUT", url, plain).wants(t, 403, "permission denied")
	c.vault("PUT", "encrypt/home", map[string]any{"plaintext": "%"}).wants(t, 400, "base64-decode")
	c.vault("PUT", "encrypt/home", map[string]any{}).wants(t, 400, "missing plaintext")
	c.vault("PUT", "encrypt/home", "{").wants(t, 400, "parsing JSON")
	c.vault("PUT", "decrypt/home", map[string]any{}).wants(t, 400, "missing ciphertext")
	c.vault("PUT", "decrypt/home", map[string]any{"ciphertext": sealed[1:]}).wants(t, 400, "no prefix")
	c.vault("PUT", "decrypt/home", map[string]any{"ciphertext": "vault:v1:%"}).wants(t, 400, "decode base64")
	c.vault("PUT", "decrypt/home", map[string]any{"ciphertext": "vault:v1:AAAA"}).wants(t, 400, "message authentication failed")
	c.vault("PUT", "decrypt/another", map[string]any{"ciphertext": sealed}).wants(t, 400, "message authentication failed")
	c.vault("GET", "keys/home", nil).wants(t, 404, "unsupported path")
	c.vault("GET", "encrypt/home", nil).wants(t, 405, "unsupported operation")
	c.vault("PUT", "encrypt/home", `{"plaintext":"eA==","associated_data":"QQ=="}`).wants(t, 400, "associated_data")
	c.vault("PUT", "encrypt/home", `{"plaintext":"eA=="} more`).wants(t, 400, "text after the object")
}
