package pulumi

import (
	"os"
	"strings"
	"testing"
)

// The CLI that is built says MinimumVersion of itself, so it had better be it.
func TestToolsPinTheMinimumVersion(t *testing.T) {
	mod, err := os.ReadFile("../tools/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{"github.com/pulumi/pulumi/pkg/v3 ", "github.com/pulumi/pulumi/sdk/v3 "} {
		if !strings.Contains(string(mod), module+MinimumVersion) {
			t.Errorf("engine/tools does not pin %s%s", module, MinimumVersion)
		}
	}
}

func TestFits(t *testing.T) {
	for text, want := range map[string]bool{
		"v3.259.0":         true,
		"3.259.0\n":        true,
		"v3.259.1":         true,
		"v3.260.0-alpha.1": true,
		"v3.300.0+build":   true,
		"v3.259.0-rc.1":    false,
		"v3.258.9":         false,
		"v3.99.300":        false,
		"v4.0.0":           false,
		"v2.400.0":         false,
		"v3.259":           false,
		"dev":              false,
		"":                 false,
	} {
		if fits(text) != want {
			t.Errorf("version %q fits: %v, want %v", text, !want, want)
		}
	}
}
