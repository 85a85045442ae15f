package pulumi_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// machine is a checkout with programs that compile at once, and a PATH on
// which a pulumi of some version is found.
type machine struct {
	checkout, cache, bin string
}

func newMachine(t *testing.T, version string) machine {
	t.Helper()
	m := machine{checkout: t.TempDir(), cache: t.TempDir(), bin: t.TempDir()}
	main := "package main\n\nfunc main() {}\n"
	for path, content := range map[string]string{
		filepath.Join(m.checkout, "go.mod"):                     "module example.com/m\n\ngo 1.26\n",
		filepath.Join(m.checkout, "main.go"):                    main,
		filepath.Join(m.checkout, "cmd/tandem-plugins/main.go"): main,
		filepath.Join(m.checkout, "policy/main.go"):             main,
		filepath.Join(m.checkout, "engine/tools/go.mod"):        "module example.com/m/tools\n\ngo 1.26\n",
		filepath.Join(m.bin, "pulumi"):                          "#!/bin/sh\necho " + version + "\n",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", m.bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return m
}

func (m machine) obtain() (*pulumi.Toolchain, []pulumi.Phase, error) {
	var done []pulumi.Phase
	tools, err := pulumi.Obtain(context.Background(), pulumi.ObtainOptions{
		Checkout: m.checkout, Cache: m.cache,
		OnPhase: func(p pulumi.Phase) {
			if p.Done {
				done = append(done, p)
			}
		},
	})
	return tools, done, err
}

func TestObtainTakesTheInstalledCLIAndBuildsTheRest(t *testing.T) {
	m := newMachine(t, "v3.300.0")
	tools, phases, err := m.obtain()
	if err != nil {
		t.Fatal(err)
	}
	if tools.CLI != filepath.Join(m.bin, "pulumi") || tools.CLIVersion != "v3.300.0" || !tools.Installed {
		t.Errorf("CLI %+v, want the installed one", tools)
	}
	var names []string
	for _, p := range phases {
		names = append(names, p.Name)
	}
	if !slices.Equal(names, []string{"pulumi", "plugins", "policy pack", "program"}) || !phases[0].Cached || phases[1].Cached {
		t.Errorf("phases %+v", phases)
	}
	plugin := ""
	for _, name := range []string{"pulumi-resource-azure-native", "pulumi-resource-azuread", "pulumi-resource-random"} {
		target, err := filepath.EvalSymlinks(filepath.Join(tools.PluginDir, name))
		if err != nil || (plugin != "" && target != plugin) {
			t.Errorf("%s leads to %s, %v", name, target, err)
		}
		plugin = target
	}
	// This machine may have the official language host.
	if _, err := os.Stat(filepath.Join(tools.PluginDir, "pulumi-language-go")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(tools.PolicyPack); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(tools.Program); err != nil || tools.Program == plugin {
		t.Errorf("program %s, %v", tools.Program, err)
	}
	again, phases, err := m.obtain()
	if err != nil || again.Program != tools.Program || again.PluginDir != tools.PluginDir {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	for _, p := range phases {
		if !p.Cached {
			t.Errorf("the second time, phase %s was not cached", p.Name)
		}
	}
}

func TestObtainKeepsTheOfficialLanguageHost(t *testing.T) {
	m := newMachine(t, "v3.259.0")
	official := filepath.Join(m.bin, "pulumi-language-go")
	if err := os.WriteFile(official, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	tools, _, err := m.obtain()
	if err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(filepath.Join(tools.PluginDir, "pulumi-language-go")); err != nil || target != official {
		t.Errorf("the language host is %s, %v, want the official one", target, err)
	}
}

func TestObtainSaysHowToMendAMissingCLI(t *testing.T) {
	m := newMachine(t, "v3.100.0")
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOPROXY", "off")
	_, _, err := m.obtain()
	if err == nil || !strings.Contains(err.Error(), "https://www.pulumi.com/docs/install/") ||
		!strings.Contains(err.Error(), pulumi.MinimumVersion) {
		t.Errorf("error %v, want one with a remedy", err)
	}
}
