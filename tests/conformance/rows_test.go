package conformance

import (
	"slices"
	"testing"
)

// own stands for the api-version that a typed client asks for by itself.
const own = ""

// row is a round trip of one ARM type, once for each api-version.
type row struct {
	armType  string
	versions []string
	trip     func(*world) trip
}

// rows are all round trips.
func rows() []row {
	return slices.Concat(resourceRows(), storageRows(), networkRows(), privateLinkRows(), identityRows(),
		insightsRows(), webRows(), sqlRows(), edgeRows(), otherRows())
}

func TestRoundTrips(t *testing.T) {
	for _, r := range rows() {
		for _, version := range r.versions {
			name := r.armType + "@" + version
			if version == own {
				name = r.armType + "@its own"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.version = version
				r.trip(w).run(t, w, r.armType)
			})
		}
	}
}
