package pulumi_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// A stack in a backend elsewhere is found before the CLI wants a passphrase
// for it; one that is made takes the secrets provider of its file.
func TestStacksOfOtherBackends(t *testing.T) {
	elsewhere := func(t *testing.T, stacks string) *fake {
		f := newFake(t)
		f.Env["PULUMI_BACKEND_URL"] = "azblob://state"
		f.Env["FAKE_ANSWER"] = f.calls + ".answer"
		f.write(f.Env["FAKE_ANSWER"], stacks)
		return f
	}
	t.Run("exists", func(t *testing.T) {
		f := elsewhere(t, `[{"name":"blue"}]`)
		if err := f.EnsureStack(context.Background(), "blue"); err != nil {
			t.Fatal(err)
		}
		if calls := strings.Join(f.called(), "\n"); strings.Contains(calls, "stack init") {
			t.Errorf("the stack is made again:\n%s", calls)
		}
	})
	t.Run("is made", func(t *testing.T) {
		f := elsewhere(t, `[{"name":"green"}]`)
		if err := f.EnsureStack(context.Background(), "blue"); err != nil {
			t.Fatal(err)
		}
		if calls := strings.Join(f.called(), "\n"); !strings.Contains(calls, "stack init blue --no-select --secrets-provider azurekeyvault://vault") {
			t.Errorf("the stack is not made with its file's secrets provider:\n%s", calls)
		}
	})
	t.Run("has no secrets provider", func(t *testing.T) {
		f := elsewhere(t, `[]`)
		f.write(filepath.Join(f.Checkout, "Pulumi.blue.yaml"), "config: {}\n")
		err := f.EnsureStack(context.Background(), "blue")
		if err == nil || !strings.Contains(err.Error(), "pulumi stack init blue --secrets-provider") {
			t.Errorf("got %v, want the command that makes the stack", err)
		}
	})
}

func TestKeysThatStackFilesKeep(t *testing.T) {
	f := newFake(t)
	file := filepath.Join(t.TempDir(), "Pulumi.blue.yaml")
	for content, want := range map[string]bool{
		stackYAML:                  true,
		"encryptionsalt: v1:x\n":   true,
		"encryptedkey: abc\n":      true,
		"config: {}\n":             false,
		"secretsprovider: vault\n": false,
	} {
		f.write(file, content)
		if got, err := pulumi.KeepsKey(file); err != nil || got != want {
			t.Errorf("%q: %v, %v", content, got, err)
		}
	}
	if _, err := pulumi.KeepsKey(file + "x"); err == nil {
		t.Error("a file that is not there keeps a key")
	}
	f.write(file, "secretsprovider: hashivault://tandem\nencryptedkey: abc\n")
	_, kept := pulumi.KeepsKey(file)
	_, named := pulumi.SecretsProvider(file)
	for _, err := range []error{kept, named} {
		if err == nil || !strings.Contains(err.Error(), "is the key of a sandbox") {
			t.Errorf("the key of a home is taken elsewhere: %v", err)
		}
	}
}
