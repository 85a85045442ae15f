package global

import (
	"fmt"
	"strconv"
	"strings"
)

// tiers are the service tiers by the abbreviation that sizes begin with.
var tiers = map[string]string{"GP": "GeneralPurpose", "BC": "BusinessCritical"}

// sku is a database size, taken apart as Azure returns it: given whole, the
// next refresh would show a difference.
type sku struct {
	name, tier, family string
	capacity           int
}

// parseSKU takes a size like BC_Gen5_2 apart.
func parseSKU(size string) (sku, error) {
	parts := strings.Split(size, "_")
	bad := fmt.Errorf("global: Database.SKU %q is no size: write tier (GP or BC), family and cores, for instance BC_Gen5_2", size)
	if len(parts) != 3 {
		return sku{}, bad
	}
	capacity, err := strconv.Atoi(parts[2])
	if tiers[parts[0]] == "" || parts[1] == "" || err != nil || capacity < 1 {
		return sku{}, bad
	}
	return sku{name: parts[0] + "_" + parts[1], tier: tiers[parts[0]], family: parts[1], capacity: capacity}, nil
}

// readScale says whether reads may go to a replica within the region, which only
// the larger tier has.
func (s sku) readScale() string {
	if s.tier == tiers["BC"] {
		return "Enabled"
	}
	return "Disabled"
}

// listener is the host name of a failover group's read-write listener, in
// the same domain as its servers.
func listener(group, serverHost string) (string, error) {
	_, domain, found := strings.Cut(serverHost, ".")
	if !found {
		return "", fmt.Errorf("host name %q of the SQL server has no domain", serverHost)
	}
	return group + "." + domain, nil
}
