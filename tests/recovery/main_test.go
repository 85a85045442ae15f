// Package recovery breaks the command off at every point that matters and
// requires that the next run settles it: killed at a write to ARM, interrupted,
// or left without its sandbox.
package recovery

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "kill before and after every write, not at a sample of them (takes hours)")

func TestMain(m *testing.M) {
	if home := os.Getenv(envServe); home != "" {
		fmt.Fprintln(os.Stderr, serveAndDie(home, os.Getenv(envDieAt)))
		os.Exit(1)
	}
	flag.Parse()
	os.Exit(rig.Main(m, rig.Recording))
}
