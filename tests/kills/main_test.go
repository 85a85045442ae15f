// Package kills kills the command, and all that it started, at its writes to
// ARM, and requires that the next run settles what is left.
package kills

import (
	"flag"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "kill before and after every write, not at a sample of them (takes hours)")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(rig.Main(m, rig.Prepared))
}
