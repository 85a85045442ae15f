// Package probe is run by the test of package sources: it depends on nothing
// but what sources.Watch opens.
package probe

import (
	"testing"

	"github.com/tandem-platform/tandem/tests/sources"
)

func TestSourcesCanBeOpened(t *testing.T) { sources.Watch(t) }
