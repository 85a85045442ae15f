package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drPartnerServer = &rule.Rule{
	ID:       "TDM-DR-003",
	Title:    "A failover group joins its server with another server of the system",
	Why:      "A group without a partner, or with a partner that nobody looks after, has nowhere to fail over to.",
	Fix:      "Let partnerServers of the azure-native:sql:FailoverGroup hold the id of the other stamp's server; judge both stamps' stacks together.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-configure-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, group := range g.OfType(typeFailoverGroup) {
			on := j.On(group)
			home, known := sqlServerOf(g, group)
			if !known {
				on.NotYetKnown(group.Get("serverName"))
			} else if home == nil {
				on.Violated(group.Get("serverName"), "the name of a server of this system")
			}
			list := group.Get("partnerServers")
			partners, stray, open := drReferences(g, group, "partnerServers", "id", typeServer)
			for _, v := range open {
				on.NotYetKnown(v)
			}
			for _, v := range stray {
				on.Violated(v, "the id of a server of this system")
			}
			for _, partner := range partners {
				if partner == home {
					on.ViolatedAs(list, "the group's own server", "another server")
				}
			}
			if len(partners)+len(stray)+len(open) == 0 {
				on.ViolatedAs(list, "without a server", "the id of the other stamp's server")
			}
		}
	},
}
