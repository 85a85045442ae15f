// Package recovery breaks the command off at every point that matters and
// requires that the next run settles it: killed at a write to ARM, interrupted,
// or left without its sandbox.
package recovery

import (
	"flag"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "kill before and after every write, not at a sample of them (takes hours)")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(rig.Main(m, rig.Recording))
}
