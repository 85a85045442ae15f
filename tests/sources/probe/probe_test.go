// Package probe is run by the test of package sources: it depends on nothing
// but what sources.Open opens.
package probe

import (
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/sources"
)

func TestSourcesCanBeOpened(t *testing.T) {
	root, err := sources.Root()
	if err != nil {
		t.Fatal(err)
	}
	if err := sources.Open(root); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(root); err != nil {
		t.Fatal(err)
	}
}
