package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drListener = &rule.Rule{
	ID:       "TDM-DR-025",
	Title:    "Applications connect to the failover group's listener, never to a server",
	Why:      "The listener's name moves to the new primary within seconds; an application that names a server goes on talking to the lost region, or writes into a read-only copy.",
	Fix:      "Let the connection string in azure-native:web:WebAppConnectionStrings, WebAppApplicationSettings or siteConfig name <failover group>.database.windows.net.",
	Severity: rule.Critical,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:07"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-configure-sql-db"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		servers, unnamed := drServerNames(g)
		for _, r := range g.OfType(sqlSettingTypes...) {
			for _, v := range sqlSettings(r) {
				if v.Unknown() {
					j.On(r).NotYetKnown(v)
					continue
				}
				demandListener(j.On(r), v, servers, unnamed)
			}
		}
	},
}

// demandListener demands that no server is named in a setting. The setting may be
// secret, so only the server's name is shown.
func demandListener(j *rule.Judge, v rule.Value, servers map[string]bool, unnamed bool) {
	for _, name := range sqlHosts(v.Text()) {
		if servers[name] {
			j.ViolatedAs(v, "a text with the host name of the server "+name, "the host name of the failover group's listener")
		} else if unnamed {
			j.NotYetKnown(v)
		}
	}
}

// drServerNames are the names of the servers, and of aliases of servers, that are no
// failover group's, too.
// unnamed is set when one is not known.
func drServerNames(g *rule.Graph) (names map[string]bool, unnamed bool) {
	names = map[string]bool{}
	listeners := map[string]bool{}
	for _, group := range g.OfType(typeFailoverGroup) {
		listeners[strings.ToLower(rule.AzureName(group))] = true
	}
	for _, server := range g.OfType(typeServer, typeSQLAlias) {
		name := strings.ToLower(rule.AzureName(server))
		if name == "" {
			unnamed = true
		} else if !listeners[name] {
			names[name] = true
		}
	}
	return names, unnamed
}
