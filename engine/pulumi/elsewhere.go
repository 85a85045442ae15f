package pulumi

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// elsewhere asks a backend outside the home whether it holds a stack, before
// the CLI is told to make it: the CLI sets up the secrets first, and wants a
// passphrase for that even where the stack exists. A stack that is to be made takes
// the secrets provider that its file names.
func (w *Workspace) elsewhere(ctx context.Context, stack string) (exists bool, provider string, err error) {
	stacks, err := w.ListStacks(ctx)
	if err != nil {
		return false, "", err
	}
	if slices.ContainsFunc(stacks, func(s StackInfo) bool { return s.Name == stack || strings.HasSuffix(s.Name, "/"+stack) }) {
		return true, "", nil
	}
	provider, err = SecretsProvider(filepath.Join(w.configDir(), stackFile(stack)))
	if err != nil || provider != "" {
		return false, provider, err
	}
	environ, err := w.Environ()
	if err != nil {
		return false, "", err
	}
	if slices.ContainsFunc(environ, func(entry string) bool { return strings.HasPrefix(entry, "PULUMI_CONFIG_PASSPHRASE") }) {
		return false, "", nil
	}
	return false, "", fmt.Errorf("stack %s is not in the state backend, and %s names no secrets provider: "+
		"make it with: pulumi stack init %s --secrets-provider azurekeyvault://<vault>.vault.azure.net/keys/<key> "+
		"(see docs/deploy-to-azure.md), and keep what that writes into the file", stack, stackFile(stack), stack)
}

// KeepsKey reports whether a stack file says how its stack's secrets are encrypted, so
// that every machine reads what another one encrypted: the CLI makes a key of its own
// for a run whose file does not.
func KeepsKey(file string) (bool, error) {
	s, err := settingsElsewhere(file)
	return s.complete(), err
}

// SecretsProvider reads which secrets provider a stack file names, "" for none.
func SecretsProvider(file string) (string, error) {
	s, err := settingsElsewhere(file)
	return s.Provider, err
}

// settingsElsewhere reads what a stack file says for a backend outside homes. The key
// of a home, which plain pulumi writes there when it works on one, is an error.
func settingsElsewhere(file string) (secretSettings, error) {
	s, err := readSecretSettings(file)
	if err == nil && s.Provider == homeProvider {
		return s, fmt.Errorf("%s: secretsprovider %s is the key of a sandbox, which plain pulumi wrote there: "+
			"take secretsprovider and encryptedkey out of the file, or check it out again", file, homeProvider)
	}
	return s, err
}

// secretSettings are what a stack file says of how secrets are encrypted.
type secretSettings struct {
	Provider string `yaml:"secretsprovider"`
	Key      string `yaml:"encryptedkey"`
	Salt     string `yaml:"encryptionsalt"`
}

// complete reports whether a key comes of them: else the CLI makes one.
func (s secretSettings) complete() bool { return s.Key != "" || s.Salt != "" }

func readSecretSettings(file string) (s secretSettings, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return s, fmt.Errorf("read the stack file: %w", err)
	}
	if err := yaml.Unmarshal(content, &s); err != nil {
		return s, fmt.Errorf("read the stack file %s: %w", file, err)
	}
	return s, nil
}
