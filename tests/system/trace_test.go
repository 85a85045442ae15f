package system

import (
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// What was deployed can be traced: by the tags of what runs, and by the history
// of the state backend.
func TestStatusTracesRevisions(t *testing.T) {
	home := rig.Deployed(t)
	var answer struct {
		Status struct {
			Stamps []struct{ Revision, GroupRevision string }
			Edge   struct {
				Revision string
				Serves   []string
			}
		}
		Since struct {
			Stacks []struct {
				Stack, Address string
				From           *struct{}
				To             struct{ Revision, ImageDigest string }
				Counts         map[string]int
				Resources      []struct{ Op, Type, Name string }
			}
			Notes []string
		}
	}
	rig.MustRun(t, 0, home, "status", "--since", "7d", "--json").JSON(t, &answer)
	revision := rig.Revision(t)
	for _, s := range answer.Status.Stamps {
		if s.Revision != revision || s.GroupRevision != revision {
			t.Errorf("the web app tells revision %s, its resource group %s, want %s", s.Revision, s.GroupRevision, revision)
		}
	}
	if e := answer.Status.Edge; e.Revision != revision || len(e.Serves) != 1 || e.Serves[0] != "blue" {
		t.Errorf("the global layer tells revision %s and leads to %v", e.Revision, e.Serves)
	}
	for _, s := range answer.Since.Stacks {
		if s.From != nil || s.To.Revision != revision || s.Address == "" || s.Counts["create"] < 50 || len(s.Resources) != s.Counts["create"] {
			t.Errorf("%s: from %v to %+v at %q, %v", s.Stack, s.From, s.To, s.Address, s.Counts)
		}
	}
	if len(answer.Since.Stacks) != 3 || len(answer.Since.Notes) > 0 {
		t.Errorf("%d stacks, notes %v", len(answer.Since.Stacks), answer.Since.Notes)
	}
	same := rig.MustRun(t, 0, home, "status", "--since", revision, "--json")
	same.JSON(t, &answer)
	for _, s := range answer.Since.Stacks {
		if len(s.Resources) > 0 {
			t.Errorf("%s: since what runs, %v changed", s.Stack, s.Resources)
		}
	}
}
