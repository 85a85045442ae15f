package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appLogs = &rule.Rule{
	ID:       "TDM-APP-022",
	Title:    "Sites keep logs of requests, errors and failed requests",
	Why:      "After a break-in or an outage these three are what tells who asked for what, and what the site answered.",
	Fix:      "Set siteConfig.httpLoggingEnabled, siteConfig.detailedErrorLoggingEnabled and siteConfig.requestTracingEnabled to true.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("SE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/troubleshoot-diagnostic-logs"},
	Since:    "0.1.0",
	Scope:    rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		by, complete := configured(g, j, typeSiteLogs, typeSlotLogs)
		for _, site := range g.OfType(sites...) {
			on := j.On(site)
			if logs := by[site]; logs != nil {
				on = j.On(logs)
				demandRequestLogs(on, logs.Get("httpLogs"))
				on.True(logs.Get("detailedErrorMessages", "enabled"), false)
				on.True(logs.Get("failedRequestsTracing", "enabled"), false)
				continue
			}
			for _, name := range []string{"httpLoggingEnabled", "detailedErrorLoggingEnabled", "requestTracingEnabled"} {
				if v := site.Get("siteConfig", name); complete || !v.Absent() {
					on.True(v, false)
				}
			}
		}
	},
}

// demandRequestLogs demands that the log of requests goes to the files of the
// site or to blobs.
func demandRequestLogs(j *rule.Judge, v rule.Value) {
	files, blobs := v.Get("fileSystem", "enabled"), v.Get("azureBlobStorage", "enabled")
	switch {
	case files.Bool() || blobs.Bool():
	case files.Unknown() || blobs.Unknown():
		j.NotYetKnown(v)
	default:
		j.ViolatedAs(v, "off", "fileSystem or azureBlobStorage with enabled: true")
	}
}
