package settings_test

import (
	"testing"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// The files of a fresh clone must be good as they stand, for the sandbox; for
// Azure they lack an image.
func TestRepositoryFiles(t *testing.T) {
	all, err := settings.LoadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := all.CheckTarget(settings.TargetSandbox); err != nil {
		t.Errorf("the sandbox must accept the files of a fresh clone: %v", err)
	}
	if got := len(settings.Faults(all.CheckTarget(settings.TargetAzure, "blue", "green"))); got != 2 {
		t.Errorf("Azure must refuse both placeholder images, got %d faults", got)
	}
	blue, green := all.Stamp(topology.Blue), all.Stamp(topology.Green)
	if d := topology.Distance(blue.Region(), green.Region()); d < topology.MinDistance {
		t.Errorf("the stamps lie %.0f km apart", d)
	}
	if all.Global().Active != topology.Blue {
		t.Errorf("active is %q", all.Global().Active)
	}
}
