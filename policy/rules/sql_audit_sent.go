package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlAuditSent = &rule.Rule{
	ID:       "TDM-SQL-014",
	Title:    "SQL audit records for Azure Monitor are sent somewhere",
	Why:      "Auditing to Azure Monitor only offers the records; without a diagnostic setting on the server's master database nobody takes them.",
	Fix:      "Add an azure-native:insights:DiagnosticSetting with resourceUri of <server id>/databases/master that enables categoryGroup \"allLogs\", or category \"SQLSecurityAuditEvents\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.MCSB("LT-5"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-setup"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		settings, stray, open := sqlMasterSettings(g, j)
		for _, policy := range g.OfType(sqlAuditTypes...) {
			server, known := sqlServerOf(g, policy)
			sent := policy.Get("isAzureMonitorTargetEnabled")
			switch {
			case sent.Unknown():
				j.On(policy).NotYetKnown(sent)
			case !known && sent.Bool():
				j.On(policy).NotYetKnown(policy.Get("serverName"))
			}
			if !known || server == nil || !sent.Bool() {
				continue
			}
			found := settings[server]
			switch {
			case len(found) > 0:
				demandAuditEvents(j, found)
			case open:
			case len(stray) > 0: // one of them is the one that the server lacks
				for _, setting := range stray {
					j.On(setting).Violated(setting.Get("resourceUri"), "the master database of a server of this system")
				}
			default:
				j.On(policy).ViolatedAs(sent, "true, and no diagnostic setting takes the records", "a diagnostic setting on the server's master database")
			}
		}
	},
}

// sqlMasterSettings are the diagnostic settings of the servers' master databases,
// and those of master databases of which the graph has no server. open is set when
// the target of one cannot be told.
func sqlMasterSettings(g *rule.Graph, j *rule.Judge) (settings map[*rule.Resource][]*rule.Resource, stray []*rule.Resource, open bool) {
	settings = map[*rule.Resource][]*rule.Resource{}
	for _, setting := range g.OfType(typeDiagnostics) {
		uri := setting.Get("resourceUri")
		id := strings.ToLower(uri.Text())
		master := strings.HasSuffix(id, "/databases/master")
		at, known := g.Refers(setting, uri, typeServer)
		if master {
			at, known = g.Refers(setting, rule.NewValue(strings.TrimSuffix(id, "/databases/master")), typeServer)
		}
		switch {
		case !known && len(setting.PropertyDependencies["resourceUri"]) == 0:
			j.On(setting).NotYetKnown(uri)
			open = true
		case at != nil && at.Type == typeServer:
			settings[at] = append(settings[at], setting)
		case master:
			stray = append(stray, setting)
		}
	}
	return settings, stray, open
}

// demandAuditEvents demands that one of the settings takes the audit records.
func demandAuditEvents(j *rule.Judge, settings []*rule.Resource) {
	for _, setting := range settings {
		for _, entry := range setting.Get("logs").Items() {
			name := entry.Get("category").Text() + entry.Get("categoryGroup").Text()
			takes := strings.EqualFold(name, "allLogs") || strings.EqualFold(name, "audit") || strings.EqualFold(name, "SQLSecurityAuditEvents")
			if takes && entry.Get("enabled").Bool() {
				return
			}
		}
	}
	for _, setting := range settings {
		if logs := setting.Get("logs"); logs.HasUnknown() {
			j.On(setting).NotYetKnown(logs)
			return
		}
	}
	for _, setting := range settings {
		j.On(setting).ViolatedAs(setting.Get("logs"), "without the audit records", `categoryGroup "allLogs" or category "SQLSecurityAuditEvents", enabled`)
	}
}
