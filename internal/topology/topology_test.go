package topology_test

import (
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tandem-platform/tandem/internal/topology"
)

func TestStamps(t *testing.T) {
	for _, s := range topology.Stamps() {
		if p := s.Peer(); !p.Valid() || p == s || p.Peer() != s {
			t.Errorf("the peer of %s is %s", s, p)
		}
		if got, err := topology.ParseStamp(s.String()); err != nil || got != s {
			t.Errorf("ParseStamp(%s) = %s, %v", s, got, err)
		}
	}
	if _, err := topology.ParseStamp("red"); err == nil || !strings.Contains(err.Error(), "blue and green") {
		t.Errorf("an unknown stamp must be refused with the known ones, got %v", err)
	}
	if p := topology.Stamp("red").Peer(); p != "" {
		t.Errorf("what is no stamp has no peer, got %s", p)
	}
}

func TestExactlyOneStampIsServedFirst(t *testing.T) {
	for _, active := range topology.Stamps() {
		own, peer := topology.Priority(active, active), topology.Priority(active.Peer(), active)
		if own != 1 || peer != 2 {
			t.Errorf("active %s: priorities %d and %d", active, own, peer)
		}
	}
}

func regions() *rapid.Generator[topology.Region] { return rapid.SampledFrom(topology.Regions()) }

func TestDistanceIsAMetric(t *testing.T) {
	const metre = 0.001
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := regions().Draw(t, "a"), regions().Draw(t, "b"), regions().Draw(t, "c")
		if d := topology.Distance(a, a); d != 0 {
			t.Errorf("%s lies %f km from itself", a.Name, d)
		}
		ab, ba := topology.Distance(a, b), topology.Distance(b, a)
		if math.Abs(ab-ba) > metre {
			t.Errorf("%s to %s is %f km, back %f km", a.Name, b.Name, ab, ba)
		}
		if ac, cb := topology.Distance(a, c), topology.Distance(c, b); ab > ac+cb+metre {
			t.Errorf("%s to %s is %f km, by %s %f km", a.Name, b.Name, ab, c.Name, ac+cb)
		}
		if half := math.Pi * 6371; ab > half+metre {
			t.Errorf("%s to %s is %f km, more than half around the earth", a.Name, b.Name, ab)
		}
	})
}

func TestKnownDistances(t *testing.T) {
	for _, c := range []struct {
		a, b string
		km   float64
	}{
		{"northeurope", "westeurope", 756},
		{"eastus2", "centralus", 1421},
		{"eastasia", "southeastasia", 2588},
		{"switzerlandnorth", "switzerlandwest", 231},
		{"westeurope", "belgiumcentral", 173},
	} {
		a, okA := topology.LookupRegion(c.a)
		b, okB := topology.LookupRegion(c.b)
		if !okA || !okB {
			t.Fatalf("%s or %s is unknown", c.a, c.b)
		}
		if d := topology.Distance(a, b); math.Abs(d-c.km) > 1 {
			t.Errorf("%s to %s is %.1f km, want %.0f", c.a, c.b, d, c.km)
		}
	}
}

func TestRegionTable(t *testing.T) {
	all := topology.Regions()
	if !slices.IsSortedFunc(all, func(a, b topology.Region) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the table is not sorted, so that lookups miss")
	}
	for i, r := range all {
		if i > 0 && all[i-1].Name == r.Name {
			t.Errorf("%s stands twice", r.Name)
		}
		if got, ok := topology.LookupRegion(r.Name); !ok || got != r {
			t.Errorf("%s is not found", r.Name)
		}
		if r.Pair == r.Name {
			t.Errorf("%s is paired with itself", r.Name)
		}
		if _, ok := topology.LookupRegion(r.Pair); r.Pair != "" && !ok {
			t.Errorf("%s is paired with %s, which is unknown", r.Name, r.Pair)
		}
		if math.Abs(r.Latitude) > 90 || math.Abs(r.Longitude) > 180 {
			t.Errorf("%s lies nowhere: %f, %f", r.Name, r.Latitude, r.Longitude)
		}
	}
	if _, ok := topology.LookupRegion("North Europe"); ok {
		t.Error("display names are no names")
	}
}

// Madrid lies west of Greenwich, and so on: the regions whose coordinates ARM
// gets wrong.
func TestCorrectedRegions(t *testing.T) {
	var corrected []string
	for _, r := range topology.Regions() {
		if r.Corrected != "" {
			corrected = append(corrected, r.Name)
		}
	}
	want := []string{"francecentral", "germanynorth", "spaincentral", "ukwest"}
	if !slices.Equal(corrected, want) {
		t.Errorf("corrected %v, want %v", corrected, want)
	}
	if madrid, _ := topology.LookupRegion("spaincentral"); madrid.Longitude > 0 {
		t.Errorf("spaincentral lies at longitude %f", madrid.Longitude)
	}
}

func spaces() *rapid.Generator[netip.Prefix] {
	return rapid.Custom(func(t *rapid.T) netip.Prefix {
		bits := rapid.IntRange(16, 24).Draw(t, "bits")
		second, third := rapid.Byte().Draw(t, "second"), rapid.Byte().Draw(t, "third")
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, second, third, 0}), bits).Masked()
	})
}

// minSubnetBits: App Service needs a /28 at least and advises a /26.
const minSubnetBits = 26

func TestAddressPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		space := spaces().Draw(t, "space")
		plan, err := topology.Plan(space.String())
		if err != nil {
			t.Fatal(err)
		}
		subnets := []netip.Prefix{plan.Integration, plan.PrivateEndpoints}
		for _, s := range subnets {
			if s != s.Masked() || s.Bits() <= space.Bits() || !space.Contains(s.Addr()) {
				t.Errorf("%s lies not inside %s", s, space)
			}
			if s.Bits() > minSubnetBits {
				t.Errorf("%s is smaller than App Service advises", s)
			}
		}
		if subnets[0].Overlaps(subnets[1]) {
			t.Errorf("%s and %s overlap", subnets[0], subnets[1])
		}
	})
}

func TestDisjointSpacesHaveDisjointPlans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := spaces().Draw(t, "a"), spaces().Draw(t, "b")
		if a.Overlaps(b) {
			t.Skip("one space")
		}
		planA, errA := topology.Plan(a.String())
		planB, errB := topology.Plan(b.String())
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		for _, x := range []netip.Prefix{planA.Integration, planA.PrivateEndpoints} {
			if x.Overlaps(planB.Integration) || x.Overlaps(planB.PrivateEndpoints) {
				t.Errorf("%s of %s lies in the plan of %s", x, a, b)
			}
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	for space, want := range map[string]string{
		"":                 "no address range",
		"10.10.0.0":        "no address range",
		"10.10.0.0/25":     "too small",
		"10.0.0.0/15":      "too large",
		"10.10.0.1/16":     "write 10.10.0.0/16",
		"8.8.0.0/16":       "public addresses",
		"fd00::/16":        "no IPv4 range",
		"::ffff:10.0.0.0/": "no address range",
	} {
		if _, err := topology.Plan(space); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", space, err, want)
		}
	}
	for _, space := range []string{"172.16.0.0/24", "192.168.0.0/16", "100.64.0.0/20"} {
		if _, err := topology.Plan(space); err != nil {
			t.Errorf("%s must pass: %v", space, err)
		}
	}
}

var versionFive = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestGUID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.String()).Draw(t, "parts")
		id := topology.GUID(parts...)
		if !versionFive.MatchString(id) {
			t.Errorf("%s is no UUID of version 5", id)
		}
		if again := topology.GUID(slices.Clone(parts)...); again != id {
			t.Errorf("%s and %s for the same parts", id, again)
		}
		others := rapid.SliceOf(rapid.String()).Draw(t, "others")
		if !slices.Equal(parts, others) && topology.GUID(others...) == id {
			t.Errorf("%q and %q have the same GUID", parts, others)
		}
	})
	if topology.GUID("ab", "c") == topology.GUID("a", "bc") {
		t.Error("where one part ends and the next begins must count")
	}
	// The value is an interface: another one would re-create every assignment.
	if got, want := topology.GUID("scope", "role", "principal"), "8d312901-03cf-5317-bebc-7c609c76e82d"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTags(t *testing.T) {
	id := topology.Identity{System: "tandem", Environment: "prod", Generation: 1}
	expires := time.Date(2030, 1, 31, 19, 0, 0, 0, time.FixedZone("", 3600))
	global := topology.Tags(topology.TagArgs{Identity: id, Owner: "team"})
	green := topology.Tags(topology.TagArgs{Identity: id, Stamp: topology.Green, Owner: "team", Expires: &expires})
	if len(global) != 4 || global[topology.TagStamp] != topology.GlobalStamp || global[topology.TagOwner] != "team" {
		t.Errorf("global tags: %v", global)
	}
	if green[topology.TagStamp] != "green" || green[topology.TagExpires] != "2030-01-31T18:00:00Z" ||
		green[topology.TagSystem] != "tandem" || green[topology.TagEnvironment] != "prod" {
		t.Errorf("green tags: %v", green)
	}
}
