package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sysThirdRegion = &rule.Rule{
	ID:       "TDM-SYS-003",
	Title:    "What joins the stamps is managed from a third region",
	Why:      "While the region of a resource group is down, nothing in the group can be changed: a failover that has to switch an origin off would wait for the very region that failed.",
	Fix:      "Set location of the resource group with the tag stamp global to a region of none of the stamps.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		if !judgeGroupsKnown(g, j) {
			return
		}
		regions := regionsOf(g)
		for _, group := range g.OfType(typeResourceGroup) {
			location := group.Get("location")
			if group.Get("tags", "stamp").Text() != "global" || !location.Known() {
				continue
			}
			for _, stamp := range stampsOf(g) {
				if sameRegion(regions[stamp], location.Text()) {
					j.On(group).ViolatedAs(location, "the region of stamp "+stamp, "a region of none of the stamps")
				}
			}
		}
	},
}
