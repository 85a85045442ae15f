// Package components_test tries the components region and global, and shows by
// planted faults that the laws which it holds them to find something. Both are
// tried in one package, because linking Azure's SDK takes most of the time.
package components_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
)

// named returns the resource with that logical name.
func named(t *testing.T, g *graphtest.Graph, name string) *graphtest.Resource {
	t.Helper()
	r, err := g.ByName(name)
	require.NoError(t, err)
	return r
}
