package topology

import (
	"fmt"
	"strconv"
	"strings"
)

// The service tiers that a database can be bought in here.
const (
	generalPurpose   = "GeneralPurpose"
	businessCritical = "BusinessCritical"
)

// tiers are the service tiers by the abbreviation that sizes begin with.
var tiers = map[string]string{"GP": generalPurpose, "BC": businessCritical}

// SQLSize is a database size, taken apart as Azure returns it: given whole, the
// next refresh would show a difference.
type SQLSize struct {
	Name     string // tier's abbreviation and family, for example "BC_Gen5"
	Tier     string // for example "BusinessCritical"
	Family   string // generation of the hardware, for example "Gen5"
	Capacity int    // virtual cores
}

// ParseSQLSize takes a size like BC_Gen5_2 apart.
func ParseSQLSize(size string) (SQLSize, error) {
	parts := strings.Split(size, "_")
	bad := fmt.Errorf("%q is no size: write tier (GP or BC), family and cores, for instance BC_Gen5_2", size)
	if len(parts) != 3 {
		return SQLSize{}, bad
	}
	capacity, err := strconv.Atoi(parts[2])
	if tiers[parts[0]] == "" || parts[1] == "" || err != nil || capacity < 1 {
		return SQLSize{}, bad
	}
	return SQLSize{Name: parts[0] + "_" + parts[1], Tier: tiers[parts[0]], Family: parts[1], Capacity: capacity}, nil
}

// ReadScale says in Azure's words whether reads may go to a replica within the
// region, which only the larger tier has.
func (s SQLSize) ReadScale() string {
	if s.Tier == businessCritical {
		return "Enabled"
	}
	return "Disabled"
}

// Listener is the host name of a failover group's read-write listener, in the
// same domain as its servers.
func Listener(group, serverHost string) (string, error) {
	_, domain, found := strings.Cut(serverHost, ".")
	if !found {
		return "", fmt.Errorf("host name %q of the SQL server has no domain", serverHost)
	}
	return group + "." + domain, nil
}
