package topology_test

import (
	"slices"
	"testing"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestPrivateLinkRegion(t *testing.T) {
	links := topology.PrivateLinkRegions()
	for _, name := range links {
		if _, found := topology.LookupRegion(name); !found {
			t.Errorf("%s is no region of the table", name)
		}
		if got := topology.PrivateLinkRegion(name); got != name {
			t.Errorf("the link of %s lies in %s", name, got)
		}
	}
	for location, want := range map[string]string{"ukwest": "uksouth", "japanwest": "japaneast", "nowhere": "nowhere"} {
		if got := topology.PrivateLinkRegion(location); got != want {
			t.Errorf("the link of %s lies in %s, want %s", location, got, want)
		}
	}
	for _, r := range topology.Regions() {
		if got := topology.PrivateLinkRegion(r.Name); !slices.Contains(links, got) {
			t.Errorf("the link of %s lies in %s, where Front Door makes none", r.Name, got)
		}
	}
}
