// Package recovery breaks the command off at every point that matters and
// requires that the next run settles it: interrupted, killed while it destroys,
// or left without its sandbox. Package kills goes through the writes of an up.
package recovery

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "kill a pipeline's runner, too (takes a minute)")

func TestMain(m *testing.M) {
	if home := os.Getenv(envServe); home != "" {
		fmt.Fprintln(os.Stderr, serveAndDie(home, os.Getenv(envDieAt)))
		os.Exit(1)
	}
	flag.Parse()
	os.Exit(rig.Main(m, rig.Prepared))
}
