package preview

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/tests/rig"
)

const (
	planBlue  = "/resourceGroups/rg-tandem-prod-blue/providers/Microsoft.Web/serverfarms/plan-tandem-prod-blue"
	scaleBlue = "/resourceGroups/rg-tandem-prod-blue/providers/Microsoft.Insights/autoscalesettings/autoscale-tandem-prod-blue"
)

// TestPreviewOverAzure previews over stacks that are deployed, by --target azure,
// the endpoints and credentials of which lead to a served sandbox. Somebody has
// edited one resource and deleted another; the change is another one.
func TestPreviewOverAzure(t *testing.T) {
	if !*every {
		t.Skip("only with -every")
	}
	home, dir := rig.Deployed(t), rig.Copy(t)
	s := rig.Serve(t, home, nil)
	env := rig.Environment(t, dir, home)
	arm := rig.Connect(t, s.Env())
	arm.Edit(arm.Subscription+scaleBlue, "2022-10-01", func(properties map[string]any) { properties["enabled"] = false })
	arm.Delete(arm.Subscription+planBlue+"/providers/Microsoft.Insights/diagnosticSettings/to-workspace", "2021-05-01-preview")
	const old, image = "registry.invalid/tandem/placeholder@" + noImage, "registry.example/tandem/app@" + someImage
	for _, stamp := range []string{"blue", "green"} {
		rig.Rewrite(t, dir, "Pulumi."+stamp+".yaml", old, image)
	}

	cmd := rig.Command(t.Context(), dir, rig.Fresh(t), "preview", "--base", "HEAD", "--target", "azure", "--format", "json")
	cmd.Env = append(cmd.Env, rig.Entries(env)...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, complaint.String())
	}
	var r preview.Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	drifted := map[string]bool{}
	for _, d := range r.Drift.Real() {
		drifted[d.Name] = d.Gone
	}
	if len(drifted) != 2 || drifted["blue-app-autoscale"] || !drifted["blue-app-plan-diagnostics"] {
		t.Errorf("drift: %v", drifted)
	}
	if r.Target != "azure" || !r.Drift.Looked || !r.Blast.Both() || len(r.Policies.New) > 0 {
		t.Errorf("target %s, looked %v, reach %v, new violations %v", r.Target, r.Drift.Looked, r.Blast.Stamps, r.Policies.New)
	}
	if b := r.Availability.Before; !b.Known || len(b.Regions) != 2 || slices.ContainsFunc(b.Recovery, func(n preview.Need) bool { return !n.Met }) {
		t.Errorf("what the state backend holds: %+v", b)
	}
	changed := slices.ContainsFunc(r.Stacks[0].Steps, func(s system.Step) bool { return s.Name == "blue-app-site" && s.Op == "update" })
	if !changed {
		t.Errorf("the change itself does not show: %+v", r.Stacks[0].Steps)
	}
	if strings.Contains(string(out)+complaint.String(), env["ARM_CLIENT_SECRET"]) {
		t.Error("the credentials of the target show")
	}
	if arm.Get(arm.Subscription+scaleBlue, "2022-10-01")["properties"].(map[string]any)["enabled"] != false {
		t.Error("the preview has changed the target")
	}
}
