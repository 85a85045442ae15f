package main

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
)

// TestEnvironmentsHaveASecretsProviderOfTheirOwn: the identity of test environments
// runs the code of pull requests, and needs no right on production's key.
func TestEnvironmentsHaveASecretsProviderOfTheirOwn(t *testing.T) {
	all, err := settings.LoadDir("../..")
	require.NoError(t, err)
	checkout := t.TempDir()
	require.NoError(t, os.WriteFile(checkout+"/"+settings.FileName(settings.GlobalStack), []byte("secretsprovider: azurekeyvault://production\n"), 0o600))
	for variable, want := range map[string]string{"": "azurekeyvault://production", "azurekeyvault://test": "azurekeyvault://test"} {
		t.Setenv(secretsProviderVariable, variable)
		a := &app{target: targetAzure, checkout: checkout, homeDir: t.TempDir()}
		s := &stack{environments: &environments{target: &target{app: a, settings: all}}, name: "pr7"}
		now := time.Now()
		require.NoError(t, s.writeFile(settings.EnvironmentArgs{Name: "pr7", Owner: "mona", Created: now, Expires: now.Add(settings.MinLife)}))
		raw, err := os.ReadFile(s.file())
		require.NoError(t, err)
		require.Contains(t, string(raw), "secretsprovider: \""+want+"\"\n")
	}
}
