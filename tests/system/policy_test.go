package system

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// A container that no replication policy copies, which rules over all stacks refuse.
const (
	containers = "tandem:containers: [documents-blue, documents-green]"
	more       = "tandem:containers: [documents-blue, documents-green, invoices-blue]"
)

// TestPoliciesRefuseBeforeAnythingChanges breaks a rule of one resource, and one
// that only all stacks together can break.
func TestPoliciesRefuseBeforeAnythingChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits map[string][]string // pairs by stack
		want  []string
	}{
		"one resource": {
			edits: map[string][]string{"blue": {"tandem:zones: true", "tandem:zones: false"}},
			want: []string{"blue: policy TDM-STO-015: blue-storage-account sku.name is \"Standard_LRS\"; wanted: one of Standard_ZRS",
				"Set sku.name to Standard_ZRS", "(docs/policies/TDM-STO-015.md)"},
		},
		"all stacks": {
			edits: map[string][]string{"blue": {containers, more}, "green": {containers, more}},
			want: []string{"blue: policy TDM-DR-050: blue-storage-container-invoices-blue is in no rule of a replication policy",
				"green: policy TDM-DR-050: green-storage-container-invoices-blue", "(docs/policies/TDM-DR-050.md)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			home, dir := rig.Deployed(t), rig.Copy(t)
			rig.Serve(t, home, func(w sandbox.Write) { t.Errorf("the refused up wrote to %s", w.ID) })
			for stack, pairs := range c.edits {
				rig.Rewrite(t, dir, "Pulumi."+stack+".yaml", pairs...)
			}
			refused := rig.MustRunIn(t, 3, dir, home, "up")
			for _, want := range append(c.want, "refused as unsafe; nothing was changed") {
				if !strings.Contains(refused.Stderr, want) {
					t.Errorf("the refusal does not say %q:\n%s", want, refused.Stderr)
				}
			}
		})
	}
}

// TestPlainPulumiTakesThePack runs the official command on the folder of the
// pack: on our own stack, and on a broken one with a rule that mends.
func TestPlainPulumiTakesThePack(t *testing.T) {
	t.Parallel()
	home, dir, broken := rig.Deployed(t), rig.Copy(t), rig.Copy(t)
	rig.Rewrite(t, broken, "Pulumi.blue.yaml", "tandem:zones: true", "tandem:zones: false")
	rig.Serve(t, home, nil)
	env := rig.Environment(t, dir, home)
	preview := func(dir string, more ...string) (string, error) {
		return rig.Pulumi(t, dir, env, append([]string{"preview", "--stack", "blue", "--policy-pack", "policy"}, more...)...)
	}
	out, err := preview(dir)
	if err != nil || strings.Contains(out, "TDM-STO-015") || strings.Contains(out, "[remediate]") || !strings.Contains(out, "not judged here") {
		t.Errorf("a preview of our own stack with the pack: %v\n%s", err, out)
	}
	config := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(config, []byte(`{"TDM-RES-001": {"enforcementLevel": "remediate", "tags": "stamp,costs", "values": "costs=4711"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err = preview(broken, "--policy-pack-config", config)
	if err == nil || !strings.Contains(out, "[mandatory] [severity: high]  TDM-STO-015  (azure-native:storage:StorageAccount: blue-storage-account)") {
		t.Errorf("a preview that breaks a rule, with the pack: %v\n%s", err, out)
	}
	if !strings.Contains(out, "[remediate]  TDM-RES-001  (") || !strings.Contains(out, "blue-group update [diff: ~tags]") || strings.Contains(out, "TDM-RES-001  (azure-native") {
		t.Errorf("a rule that was told to mend tags did not:\n%s", out)
	}
}

// TestPolicyConfigIsPulumis lets a rule through by the config that pulumi takes.
func TestPolicyConfigIsPulumis(t *testing.T) {
	t.Parallel()
	home, dir := rig.Deployed(t), rig.Copy(t)
	for _, stack := range []string{"blue", "green"} {
		rig.Rewrite(t, dir, "Pulumi."+stack+".yaml", containers, more)
	}
	config := filepath.Join(t.TempDir(), "config.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"TDM-DR-050": "advisory", "TDM-DR-071": "disabled", "TDM-SYS-009": {"enforcementLevel": "advisory"}}`)
	preview := rig.MustRunIn(t, 0, dir, home, "preview", "--policy-pack-config", config)
	if !strings.Contains(preview.Stdout, "policy TDM-DR-050 (advisory): blue-storage-container-invoices-blue") || strings.Contains(preview.Stdout, "TDM-DR-071") {
		t.Errorf("the preview does not follow the config:\n%s", preview.Stdout)
	}
	write(`{"TDM-STO-915": "advisory"}`)
	if refused := rig.MustRunIn(t, 2, dir, home, "preview", "--policy-pack-config", config); !strings.Contains(refused.Stderr, "TDM-STO-915 is no rule") {
		t.Errorf("an unknown rule is not named:\n%s", refused.Stderr)
	}
}
