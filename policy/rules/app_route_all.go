package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appRouteAll = &rule.Rule{
	ID:       "TDM-APP-014",
	Title:    "All that a site sends goes through its network",
	Why:      "Without it only private addresses are routed into the network: what is sent to the internet passes no rule of it, stolen data included.",
	Fix:      "Set vnetRouteAllEnabled to true (outboundVnetRouting.applicationTraffic or allTraffic in newer API versions).",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-1"), rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/overview-vnet-integration"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		told := false
		for _, path := range [][]string{{"vnetRouteAllEnabled"}, {"siteConfig", "vnetRouteAllEnabled"}} {
			if v := r.Get(path...); !v.Absent() {
				told = true
				j.True(v, nil)
			}
		}
		all, application := r.Get("outboundVnetRouting", "allTraffic"), r.Get("outboundVnetRouting", "applicationTraffic")
		switch {
		case all.Kind() == rule.KindBool && all.Bool():
		case all.Unknown() && !application.Bool():
			j.NotYetKnown(all)
		case !application.Absent():
			j.True(application, nil)
		case !all.Absent():
			j.True(all, nil)
		case !told:
			j.True(r.Get("vnetRouteAllEnabled"), false)
		}
	},
}
