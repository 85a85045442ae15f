package rules

import "github.com/tandem-platform/tandem/policy/rule"

var sysOwnGroups = &rule.Rule{
	ID:       "TDM-SYS-010",
	Title:    "Resources lie in the system's own resource groups",
	Why:      "What lies in a group of somebody else's follows that group's locks, rights and end: it is deleted with it, and stays when the system goes.",
	Fix:      "Set resourceGroupName to the name of an azure-native:resources:ResourceGroup of the system.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.MCSB("AM-1"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/overview"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		var names []string
		whole := true
		for _, group := range g.OfType(typeResourceGroup) {
			name := rule.AzureName(group)
			names, whole = append(names, name), whole && name != ""
		}
		if len(names) == 0 {
			return
		}
		for _, r := range g.All() {
			v := r.Get("resourceGroupName")
			switch {
			case v.Absent() || v.Unknown() && len(r.PropertyDependencies["resourceGroupName"]) > 0 || r.Type == typeResourceGroup:
			case v.Unknown() || !whole && !containsFold(names, v.Text()):
				j.On(r).NotYetKnown(v)
			case !containsFold(names, v.Text()) || v.Text() == "":
				j.On(r).Violated(v, "the name of a resource group of the system")
			}
		}
	},
}
