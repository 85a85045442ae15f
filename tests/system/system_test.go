// Package system proves the commands against a system that is up: each test
// starts from a copy of a home that was deployed once.
package system

import (
	"os"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m, rig.Prepared)) }

// The names of the production system's resources.
const (
	groupBlue   = "/resourceGroups/rg-tandem-prod-blue"
	groupGreen  = "/resourceGroups/rg-tandem-prod-green"
	groupGlobal = "/resourceGroups/rg-tandem-prod-global"
	network     = "/providers/Microsoft.Network"
	storageBlue = groupBlue + "/providers/Microsoft.Storage/storageAccounts/sttandemprodblue6"
	sqlBlue     = groupBlue + "/providers/Microsoft.Sql/servers/sql-tandem-prod-blue"
	edge        = groupGlobal + "/providers/Microsoft.Cdn/profiles/afd-tandem-prod"
)
