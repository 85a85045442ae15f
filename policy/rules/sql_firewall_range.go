package rules

import (
	"fmt"
	"math/big"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlFirewallRange = &rule.Rule{
	ID:       "TDM-SQL-007",
	Title:    "Firewall rules of SQL servers let few addresses in",
	Why:      "A wide range lets in whoever holds any of its addresses, now or after the next change of hands; 0.0.0.0 to 255.255.255.255 is everybody.",
	Fix:      "Narrow startIpAddress to endIpAddress of the azure-native:sql:FirewallRule to the addresses in use, or remove the rule.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.CIS("4.1.2 (2.0.0)"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/firewall-configure"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "addresses", Doc: "The most addresses that one firewall rule may let in.", Production: 10.0, Test: 10.0}},
	Scope:    rule.OneResource,
	Types:    sqlFirewallTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		start, end := sqlRange(r)
		first, ok := sqlAddress(j, start)
		last, also := sqlAddress(j, end)
		if !ok || !also {
			return
		}
		most := int64(j.Number("addresses"))
		if n := sqlAddresses(first, last); n.Cmp(big.NewInt(most)) > 0 {
			j.ViolatedAs(end, fmt.Sprintf("%s, %s addresses from the first", end, n), fmt.Sprintf("at most %d addresses", most))
		}
	},
}
