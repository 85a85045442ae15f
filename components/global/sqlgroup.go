package global

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-azure-native-sdk/sql/v2"
)

// tiers are the service tiers by the abbreviation that sizes begin with.
var tiers = map[string]string{"GP": "GeneralPurpose", "BC": "BusinessCritical", "HS": "Hyperscale"}

// sku is a database size, taken apart as Azure returns it: given whole, the
// next refresh would show a difference.
type sku struct {
	name, tier, family string
	capacity           int
}

// parseSKU takes a size like BC_Gen5_2 apart.
func parseSKU(size string) (sku, error) {
	parts := strings.Split(size, "_")
	bad := fmt.Errorf("global: Database.SKU %q is no size: write tier, family and cores, for instance BC_Gen5_2", size)
	if len(parts) != 3 {
		return sku{}, bad
	}
	capacity, err := strconv.Atoi(parts[2])
	if tiers[parts[0]] == "" || err != nil || capacity < 1 {
		return sku{}, bad
	}
	return sku{name: parts[0] + "_" + parts[1], tier: tiers[parts[0]], family: parts[1], capacity: capacity}, nil
}

var _ sql.SkuArgs
