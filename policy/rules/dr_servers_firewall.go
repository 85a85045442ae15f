package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drServersFirewall = &rule.Rule{
	ID:       "TDM-DR-023",
	Title:    "Both servers of a failover group let the same addresses in",
	Why:      "Firewall rules are the server's: a client that only the primary lets in is locked out by the failover.",
	Fix:      "Add an azure-native:sql:FirewallRule with the same startIpAddress and endIpAddress to the partner's server, or remove the one that has no twin.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-security-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		owned := ownedBy(g, "serverName", sqlServerOf, sqlFirewallTypes...)
		for _, servers := range drServers(g, j) {
			if owned.wait(j); len(owned.waiting) > 0 {
				return
			}
			demandTwins(j, owned, servers.primary, servers.secondary)
			demandTwins(j, owned, servers.secondary, servers.primary)
		}
	},
}

// demandTwins demands that each range that one server lets in, the other does, too.
func demandTwins(j *rule.Judge, owned sqlOwned, one, other *rule.Resource) {
	have, open := map[string]bool{}, false
	for _, r := range owned.of[other] {
		start, end := sqlRange(r)
		open = open || start.Unknown() || end.Unknown()
		have[drRangeKey(start, end)] = true
	}
	for _, r := range owned.of[one] {
		start, end := sqlRange(r)
		switch {
		case start.Unknown():
			j.On(r).NotYetKnown(start)
		case end.Unknown():
			j.On(r).NotYetKnown(end)
		case !have[drRangeKey(start, end)] && !open:
			j.On(r).ViolatedAs(start, start.String()+" to "+end.String()+", which "+other.Name+" does not let in", "a twin on "+other.Name)
		}
	}
}

func drRangeKey(start, end rule.Value) string {
	return strings.ToLower(start.Text() + " " + end.Text())
}
