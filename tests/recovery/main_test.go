// Package recovery breaks the command off at every point that matters and
// requires that the next run settles it: interrupted, killed while it destroys,
// or left without its sandbox. Package kills goes through the writes of an up.
package recovery

import (
	"fmt"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) {
	if home := os.Getenv(envServe); home != "" {
		fmt.Fprintln(os.Stderr, serveAndDie(home, os.Getenv(envDieAt)))
		os.Exit(1)
	}
	os.Exit(rig.Main(m, rig.Prepared))
}
