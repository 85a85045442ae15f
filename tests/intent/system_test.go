package intent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

// environment is a test environment: both stamps and what joins them in one stack.
const environment = `config:
  tandem:layer: system
  tandem:system: tandem
  tandem:environment: x
  tandem:class: test
  tandem:owner: platform-team
  tandem:expires: EXPIRES
  tandem:alertEmail: oncall@example.com
  tandem:blueLocation: northeurope
  tandem:greenLocation: westeurope
  tandem:blueAddressSpace: 10.30.0.0/20
  tandem:greenAddressSpace: 10.40.0.0/20
  tandem:zones: false
  tandem:image: registry.invalid/tandem/placeholder@sha256:0000000000000000000000000000000000000000000000000000000000000000
  tandem:appSku: B1
  tandem:appInstances: 1
  tandem:containers: [documents-blue, documents-green]
  tandem:dataAdminsName: tandem-data-admins
  tandem:dataAdminsObjectId: 00000000-0000-4000-8000-0000000000d1
  tandem:globalRegion: uksouth
  tandem:active: blue
  tandem:anchor: blue
  tandem:sqlSku: GP_Gen5_2
  tandem:database: tandem
  tandem:blobs: [documents]
  tandem:operatorRanges: [203.0.113.0/24]
  tandem:budget: 100
`

// TestEnvironmentInOneStack brings a test environment up, and down again, by
// plain pulumi, in the sandbox in which production lives.
func TestEnvironmentInOneStack(t *testing.T) {
	w, _ := newWorld(t, rig.Deployed(t))
	dir := rig.Copy(t)
	text := strings.Replace(environment, "EXPIRES", time.Now().Add(24*time.Hour).UTC().Format(time.RFC3339), 1)
	if err := os.WriteFile(filepath.Join(dir, "Pulumi.env-x.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var answer struct{ Environment map[string]string }
	rig.MustRunIn(t, 0, dir, w.home, "sandbox", "env", "--json").JSON(t, &answer)
	pulumi := func(args ...string) string {
		t.Helper()
		out, err := rig.Pulumi(t, dir, answer.Environment, args...)
		if err != nil {
			t.Fatalf("pulumi %v: %v\n%s", args, err, out)
		}
		return out
	}
	before := len(w.arm.List(w.arm.Subscription+"/resources", "2022-09-01"))
	pulumi("stack", "init", "env-x")
	pulumi("up", "--yes", "--skip-preview", "--stack", "env-x")
	plan := w.arm.Get(w.arm.Subscription+"/resourceGroups/rg-tandem-x-blue/providers/Microsoft.Web/serverfarms/plan-tandem-x-blue", "2022-09-01")
	if size := plan["sku"].(map[string]any)["name"]; size != "B1" {
		t.Errorf("the plan of the test environment has size %v, want B1", size)
	}
	judged := pulumi("preview", "--expect-no-changes", "--policy-pack", "policy", "--stack", "env-x")
	for _, never := range []string{"[mandatory]", "[advisory]", "not judged here"} {
		if strings.Contains(judged, never) {
			t.Errorf("policies on the test environment, which is a whole system: %s\n%s", never, judged)
		}
	}
	pulumi("destroy", "--yes", "--skip-preview", "--stack", "env-x")
	if after := len(w.arm.List(w.arm.Subscription+"/resources", "2022-09-01")); after != before {
		t.Errorf("%d resources after the environment was destroyed, %d before it came up", after, before)
	}
	if status := rig.MustRun(t, 0, w.home, "status", "--json").Status(t); len(status.Findings) > 0 {
		t.Errorf("production after the environment was destroyed: %v", status.Findings)
	}
}
