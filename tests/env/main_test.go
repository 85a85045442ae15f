// Package env brings test environments up and down by the real command, beside
// each other in one served sandbox, breaks them off, lets them expire and reaps them.
package env

import (
	"flag"
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

var every = flag.Bool("every", false, "bring up twenty environments and reap a third of them, interrupt one, and bring one up by --target azure (takes minutes)")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(rig.Main(m))
}
