package pulumi_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

func TestCheckoutIsNeverWrittenTo(t *testing.T) {
	f := newFake(t)
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := f.read(filepath.Join(f.Checkout, "Pulumi.blue.yaml")); got != stackYAML {
		t.Errorf("the stack file became %q", got)
	}
	entries, err := os.ReadDir(f.Checkout)
	if err != nil || len(entries) != 2 {
		t.Errorf("the checkout holds %v, %v", entries, err)
	}
	used := f.read(f.calls + ".config")
	for _, foreign := range []string{"azurekeyvault", "encryptedkey", "v1:foreign"} {
		if strings.Contains(used, foreign) {
			t.Errorf("the copy keeps %s:\n%s", foreign, used)
		}
	}
	for _, kept := range []string{"tandem:location: northeurope", "# kept", "encryptionsalt: v1:fake"} {
		if !strings.Contains(used, kept) {
			t.Errorf("the copy lacks %s:\n%s", kept, used)
		}
	}
}

// TestStacksOfAHomeShareASalt: made at the same time, they share one; a stack that
// has its own keeps it, since its state is encrypted with that.
func TestStacksOfAHomeShareASalt(t *testing.T) {
	f := newFake(t)
	stacks := []string{"blue", "green", "global"}
	var group sync.WaitGroup
	for _, stack := range stacks {
		f.write(filepath.Join(f.Checkout, "Pulumi."+stack+".yaml"), "config: {}\n")
		group.Go(func() {
			if err := f.EnsureStack(context.Background(), stack); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	salts := map[string]int{}
	for _, stack := range stacks {
		_, salt, _ := strings.Cut(f.read(filepath.Join(f.Home, "stacks", "Pulumi."+stack+".yaml")), "encryptionsalt: ")
		salts[salt]++
	}
	if len(salts) != 1 || salts[""] != 0 {
		t.Errorf("the stacks have the salts %v, want one", salts)
	}
	if calls := f.called(); len(calls) != 1 || !strings.HasPrefix(calls[0], "stack init ") {
		t.Errorf("the CLI was called for %q, want one stack to be made by it", calls)
	}
	if d, err := f.Export(context.Background(), "green"); err != nil || len(d.Resources) != 0 {
		t.Errorf("the state of green is %+v, %v, want an empty one", d, err)
	}
	f.write(filepath.Join(f.Home, "stacks", "Pulumi.green.yaml"), "encryptionsalt: v1:own\n")
	if _, err := f.Preview(context.Background(), "green", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	if used := f.read(f.calls + ".config"); !strings.Contains(used, "encryptionsalt: v1:own") {
		t.Errorf("green lost its salt:\n%s", used)
	}
}

// runsWith makes a stack, previews it and returns the stack file that the CLI got.
func (f *fake) runsWith(stack string) string {
	f.t.Helper()
	if err := f.EnsureStack(context.Background(), stack); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.Preview(context.Background(), stack, pulumi.PreviewOptions{}); err != nil {
		f.t.Fatal(err)
	}
	return f.read(f.calls + ".config")
}

func TestStacksOfAHomeShareTheKeyOfTheTargetsService(t *testing.T) {
	t.Setenv("VAULT_NAMESPACE", "somebody's")
	f := newFake(t)
	f.Env["VAULT_SERVER_URL"] = "https://127.0.0.1:1"
	f.write(filepath.Join(f.Checkout, "Pulumi.green.yaml"), "config: {}\n")
	for _, stack := range []string{"blue", "green"} {
		used := f.runsWith(stack)
		if !strings.Contains(used, "secretsprovider: hashivault://tandem\nencryptedkey: key-blue\n") || strings.Contains(used, "encryptionsalt") {
			t.Errorf("%s runs with:\n%s", stack, used)
		}
	}
	for _, entry := range f.environ() {
		if strings.HasPrefix(entry, "VAULT_NAMESPACE=") {
			t.Error("the CLI would ask for the key in somebody else's part of a Vault")
		}
	}
}

// TestAHomeGoesOnWithItsPassphrase: one from before targets had key services, also with
// the stacks that are made in it now.
func TestAHomeGoesOnWithItsPassphrase(t *testing.T) {
	f := newFake(t)
	if err := f.EnsureStack(context.Background(), "blue"); err != nil {
		t.Fatal(err)
	}
	f.Env["VAULT_SERVER_URL"] = "https://127.0.0.1:1"
	f.write(filepath.Join(f.Checkout, "Pulumi.green.yaml"), "config: {}\n")
	for _, stack := range []string{"blue", "green"} {
		if used := f.runsWith(stack); !strings.Contains(used, "encryptionsalt: v1:fake-blue") || strings.Contains(used, "encryptedkey") {
			t.Errorf("%s lost its passphrase:\n%s", stack, used)
		}
	}
}

// TestKeysThatOutlivedTheirStates: a reset that was killed, or somebody's hand, leaves
// copies of stack files that name a key which is gone with the states.
func TestKeysThatOutlivedTheirStates(t *testing.T) {
	f := newFake(t)
	f.Env["VAULT_SERVER_URL"] = "https://127.0.0.1:1"
	f.write(filepath.Join(f.Checkout, "Pulumi.green.yaml"), "config: {}\n")
	for _, stack := range []string{"blue", "green"} {
		f.write(filepath.Join(f.Home, "stacks", "Pulumi."+stack+".yaml"), "secretsprovider: hashivault://tandem\nencryptedkey: gone\n")
	}
	for _, stack := range []string{"green", "blue"} {
		if err := f.EnsureStack(context.Background(), stack); err != nil {
			t.Fatal(err)
		}
		made := f.read(filepath.Join(f.Home, "stacks", "Pulumi."+stack+".yaml"))
		if strings.Contains(made, "gone") || !strings.Contains(made, "encryptedkey: key-green") {
			t.Errorf("stack %s was made with:\n%s", stack, made)
		}
	}
}

func TestOtherBackendsKeepTheirSecretsProvider(t *testing.T) {
	t.Setenv("VAULT_ADDR", "https://vault.example")
	f := newFake(t)
	f.Env["PULUMI_BACKEND_URL"] = "azblob://state"
	f.Env["FAKE_EXPORT"] = f.calls + ".export"
	f.write(f.Env["FAKE_EXPORT"], `{"version":3,"deployment":{}}`)
	f.Env["FAKE_ANSWER"] = f.calls + ".answer"
	f.write(f.Env["FAKE_ANSWER"], `[]`)
	if _, err := f.Up(context.Background(), "blue", pulumi.UpOptions{}); err != nil {
		t.Fatal(err)
	}
	if used := f.read(f.calls + ".config"); !strings.Contains(used, "secretsprovider: azurekeyvault://vault") {
		t.Errorf("the copy lost its secrets provider:\n%s", used)
	}
	env := f.read(f.calls + ".env")
	for _, homes := range []string{"PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"} {
		if strings.Contains(env, homes) {
			t.Errorf("%s of the home is set for another backend", homes)
		}
	}
	if !strings.Contains(env, "VAULT_ADDR=https://vault.example") {
		t.Error("the secrets provider of another backend does not find its Vault")
	}
	if calls := strings.Join(f.called(), "\n"); strings.Contains(calls, "hashivault") {
		t.Errorf("a key of the home is used for another backend:\n%s", calls)
	}
}

// The salt of another backend belongs to its passphrase, not to the home's.
func TestOtherBackendsLeaveTheHomesStacksAlone(t *testing.T) {
	f := newFake(t)
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	f.Env["PULUMI_BACKEND_URL"] = "azblob://state"
	f.Env["FAKE_ANSWER"] = f.calls + ".answer"
	f.write(f.Env["FAKE_ANSWER"], `[{"name":"blue"}]`)
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	delete(f.Env, "PULUMI_BACKEND_URL")
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	if used := f.read(f.calls + ".config"); !strings.Contains(used, "encryptionsalt: v1:fake") {
		t.Errorf("blue lost its salt:\n%s", used)
	}
}

func TestEncryptedValuesAreRefused(t *testing.T) {
	f := newFake(t)
	f.write(filepath.Join(f.Checkout, "Pulumi.blue.yaml"), "config:\n  tandem:token:\n    secure: v1:abc\n")
	_, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{})
	if err == nil || !strings.Contains(err.Error(), "tandem:token") {
		t.Errorf("error %v, want one that names the key", err)
	}
}
