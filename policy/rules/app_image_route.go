package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appImageRoute = &rule.Rule{
	ID:       "TDM-APP-017",
	Title:    "Images come over the virtual network",
	Why:      "A pull over the internet forces the registry to be open to it, and then whoever holds a token can pull from anywhere.",
	Fix:      "Set vnetImagePullEnabled to true (outboundVnetRouting.imagePullTraffic in newer API versions) and give the registry a private endpoint.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("NS-2"), rule.WAF("SE:06")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sites,
	Check: func(r *rule.Resource, j *rule.Judge) {
		for _, image := range siteImages(r, j) {
			if !fromAzureRegistry(image) {
				continue
			}
			all, pull := r.Get("outboundVnetRouting", "allTraffic"), r.Get("outboundVnetRouting", "imagePullTraffic")
			switch {
			case all.Kind() == rule.KindBool && all.Bool():
			case all.Unknown():
				j.NotYetKnown(all)
			case !pull.Absent():
				j.True(pull, nil)
			default:
				j.True(r.Get("vnetImagePullEnabled"), false)
			}
		}
	},
}
