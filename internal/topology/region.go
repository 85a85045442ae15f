package topology

import (
	"math"
	"slices"
	"strings"
)

// MinDistance is the distance in kilometres that the two stamps keep, so that
// one storm, flood or power grid does not reach both.
const MinDistance = 300

// earthRadius is the mean radius of the earth in kilometres.
const earthRadius = 6371.0

// Region is a physical region of Azure.
type Region struct {
	Name      string  // as ARM spells it, for example "northeurope"
	Latitude  float64 // degrees, north positive
	Longitude float64 // degrees, east positive
	Zones     bool    // whether the region has availability zones
	Pair      string  // the region that Azure pairs it with, empty if none
	Corrected string  // why the coordinates differ from what ARM returns, empty if they do not
}

// LookupRegion returns the region of that name. Names are compared as ARM
// spells them: lower case, without spaces.
func LookupRegion(name string) (Region, bool) {
	i, ok := slices.BinarySearchFunc(regions, name, func(r Region, name string) int {
		return strings.Compare(r.Name, name)
	})
	if !ok {
		return Region{}, false
	}
	return regions[i], true
}

// Regions returns all known regions, sorted by name.
func Regions() []Region { return slices.Clone(regions) }

// Distance returns the great-circle distance between two regions in
// kilometres.
func Distance(a, b Region) float64 {
	lat1, lat2 := radians(a.Latitude), radians(b.Latitude)
	dLat := math.Sin((lat2 - lat1) / 2)
	dLon := math.Sin(radians(b.Longitude-a.Longitude) / 2)
	h := dLat*dLat + math.Cos(lat1)*math.Cos(lat2)*dLon*dLon
	return 2 * earthRadius * math.Asin(math.Sqrt(math.Min(1, h)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
