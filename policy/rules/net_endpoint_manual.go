package rules

import "github.com/tandem-platform/tandem/policy/rule"

var netEndpointManual = &rule.Rule{
	ID:       "TDM-NET-013",
	Title:    "A private endpoint that waits for approval says who asks",
	Why:      "Whoever approves connections sees nothing but the message; without one, a stranger's connection to the data is approved along with ours.",
	Fix:      "List the connection in privateLinkServiceConnections, which approves itself where the program may, or set requestMessage of the item of manualPrivateLinkServiceConnections.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/manage-private-endpoint"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePrivateEndpoint},
	Check: func(r *rule.Resource, j *rule.Judge) {
		manual, _ := j.ItemsOf(r.Get("manualPrivateLinkServiceConnections"))
		for _, connection := range manual {
			j.Present(connection.Get("requestMessage"), "a message that says who asks, and for what")
		}
	},
}
