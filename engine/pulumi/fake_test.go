package pulumi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// fake is a workspace whose CLI is testdata/pulumi.sh.
type fake struct {
	*pulumi.Workspace
	t     *testing.T
	calls string
}

func newFake(t *testing.T) *fake {
	t.Helper()
	dir := t.TempDir()
	f := &fake{t: t, calls: filepath.Join(dir, "calls")}
	checkout, home := filepath.Join(dir, "checkout"), filepath.Join(dir, "home")
	cli, err := filepath.Abs("testdata/pulumi.sh")
	if err != nil {
		t.Fatal(err)
	}
	f.Workspace = &pulumi.Workspace{
		Checkout:  checkout,
		Home:      home,
		Toolchain: &pulumi.Toolchain{CLI: cli, PluginDir: filepath.Join(dir, "plugins"), Program: "/program"},
		Env: map[string]string{
			"FAKE_CALLS": f.calls,
			"FAKE_STATE": filepath.Join(home, "backend", ".pulumi", "stacks", "tandem"),
		},
	}
	f.write(filepath.Join(checkout, "Pulumi.yaml"), "name: tandem\nruntime: go\n")
	f.write(filepath.Join(checkout, "Pulumi.blue.yaml"), stackYAML)
	return f
}

const stackYAML = `secretsprovider: azurekeyvault://vault
encryptedkey: abc
encryptionsalt: v1:foreign
config:
  # kept
  tandem:location: northeurope
`

func (f *fake) write(path, content string) {
	f.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fake) read(path string) string {
	f.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(content)
}

// played makes the CLI play a recorded event log back.
func (f *fake) played(events string) *fake {
	f.t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "events", events+".events"))
	if err != nil {
		f.t.Fatal(err)
	}
	f.Env["FAKE_EVENTS"] = path
	return f
}

// called lists the CLI's calls.
func (f *fake) called() []string {
	content, err := os.ReadFile(f.calls)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

// state writes the stack's recorded state and its export.
func (f *fake) state(stack, deployment string) {
	f.t.Helper()
	f.write(filepath.Join(f.Env["FAKE_STATE"], stack+".json"), `{"version":3,"checkpoint":{"latest":`+deployment+`}}`)
	f.Env["FAKE_EXPORT"] = f.calls + ".export"
	f.write(f.Env["FAKE_EXPORT"], `{"version":3,"deployment":`+deployment+`}`)
}

// environ is the environment that the CLI last ran with.
func (f *fake) environ() []string { return strings.Split(f.read(f.calls+".env"), "\n") }
