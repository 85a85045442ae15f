package system

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestAModuleOfItsOwnDeploysAStamp deploys tests/stranger, a program of another
// module that knows nothing of Tandem but its components, by plain Pulumi.
func TestAModuleOfItsOwnDeploysAStamp(t *testing.T) {
	t.Parallel()
	home, dir := rig.Fresh(t), t.TempDir()
	for _, name := range []string{"Pulumi.yaml", "go.mod", "go.sum", "main.go"} {
		text := strings.Replace(string(read(t, filepath.Join(rig.Checkout(t), "tests", "stranger", name))), "=> ../..", "=> "+rig.Work(), 1)
		write(t, filepath.Join(dir, name), []byte(text))
	}
	rig.Serve(t, home, nil)
	env := rig.Environment(t, rig.Work(), home)
	for _, args := range [][]string{
		{"stack", "init", "try"},
		{"up", "--stack", "try", "--yes", "--skip-preview"},
		{"preview", "--stack", "try", "--expect-no-changes"},
	} {
		if out, err := rig.Pulumi(t, dir, env, args...); err != nil {
			t.Fatalf("pulumi %v: %v\n%s", args, err, out)
		}
	}
	arm := rig.Connect(t, env)
	app := arm.Get(arm.Subscription+"/resourceGroups/rg-shop-try-blue/providers/Microsoft.Web/sites/app-shop-try-blue", "2022-09-01")
	if state := app["properties"].(map[string]any)["state"]; state != "Running" {
		t.Errorf("the app is %v", state)
	}
	if _, err := os.Stat(filepath.Join(home, "backend")); err != nil {
		t.Errorf("the state lies elsewhere: %v", err)
	}
}
