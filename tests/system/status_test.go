package system

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

func TestStatusTellsRolesLinksAndReplication(t *testing.T) {
	home := rig.Deployed(t)
	status := rig.MustRun(t, 0, home, "status", "--json").Status(t)
	want := map[string][3]string{"blue": {"Primary", "active", "northeurope"}, "green": {"Secondary", "standby", "westeurope"}}
	for _, s := range status.Stamps {
		if got := [3]string{s.Role, s.Intent, s.Region}; got != want[s.Stamp] {
			t.Errorf("%s: role, intent and region are %v, want %v", s.Stamp, got, want[s.Stamp])
		}
		if s.AppState != "Running" || s.ImageDigest != "sha256:"+strings.Repeat("0", 64) || s.Revision != rig.Revision(t) {
			t.Errorf("%s: web app %s, digest %s, revision %s", s.Stamp, s.AppState, s.ImageDigest, s.Revision)
		}
		if !strings.HasPrefix(s.Address, "tandem-prod-"+s.Stamp) || !strings.HasSuffix(s.Address, ".azurefd.net") {
			t.Errorf("%s: address %s", s.Stamp, s.Address)
		}
		targets := map[string]bool{}
		for _, l := range s.PrivateLinks {
			targets[l.Target] = true
			if l.Status != "Approved" {
				t.Errorf("%s: private link %s on %s is %s", s.Stamp, l.Name, l.Target, l.Status)
			}
		}
		if len(targets) != 4 {
			t.Errorf("%s: private links lead to %v, want web app, SQL server, storage account and vault", s.Stamp, targets)
		}
		var streams []string
		for _, r := range s.Replication {
			streams = append(streams, r.Kind+" "+r.From+" "+r.To+" "+r.State)
		}
		peer := map[string]string{"blue": "green", "green": "blue"}[s.Stamp]
		for _, stream := range []string{"sql " + s.Stamp + "  CATCH_UP", "blob " + s.Stamp + " " + peer + " in place"} {
			if !slices.Contains(streams, stream) {
				t.Errorf("%s: replication %q, want %q among it", s.Stamp, streams, stream)
			}
		}
	}
	if len(status.Missing) > 0 || len(status.Findings) > 0 {
		t.Errorf("missing %v, findings %v", status.Missing, status.Findings)
	}
}

func TestStatusTellsWhatWasDeletedBehindItsBack(t *testing.T) {
	home := rig.Deployed(t)
	arm := rig.Connect(t, rig.Serve(t, home, nil).Env())
	deleted := map[string]string{
		edge + "/afdEndpoints/tandem-prod-app/routes/app":                                      "2023-05-01",
		groupBlue + "/providers/Microsoft.Insights/metricAlerts/alert-tandem-prod-blue-errors": "2018-03-01",
		groupGreen + network + "/privateEndpoints/pe-tandem-prod-green-blob":                   "2021-02-01",
	}
	for id, version := range deleted {
		arm.Delete(arm.Subscription+id, version)
	}
	status := rig.MustRun(t, 0, home, "status", "--json").Status(t)
	text := rig.MustRun(t, 0, home, "status").Stdout
	for id := range deleted {
		found := false
		for _, m := range status.Missing {
			found = found || strings.EqualFold(m.ID, arm.Subscription+id)
		}
		if !found {
			t.Errorf("status does not miss %s: %v", id, status.Missing)
		}
		if !strings.Contains(text, "! missing: "+arm.Subscription+id) {
			t.Errorf("the text does not miss %s:\n%s", id, text)
		}
	}
}
