package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appAutoscaled = &rule.Rule{
	ID:        "TDM-APP-035",
	Title:     "Every plan is scaled by load",
	Why:       "In a failover the load of two regions meets a plan of the size for one, and nobody has the time to make it larger.",
	Fix:       "Add an azure-native:insights:AutoscaleSetting in the plan's resource group with targetResourceUri set to the plan's id.",
	Severity:  rule.Medium,
	Level:     rule.Advisory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.WAF("RE:06"), rule.WAF("PE:05")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-get-started", "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices"},
	Since:     "0.1.0",
	Scope:     rule.OneStack,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		scaled, astray := map[*rule.Resource]bool{}, []*rule.Resource{}
		for _, setting := range g.OfType(typeAutoscale) {
			target := setting.Get("targetResourceUri")
			if target.Absent() {
				j.On(setting).Violated(target, "the id of a plan")
			}
			plan, known := g.Refers(setting, target, typePlan)
			switch {
			case !known:
				j.On(setting).NotYetKnown(target)
				astray = append(astray, setting)
			case plan == nil || !inOneGroup(plan, setting):
				if text, ok := j.On(setting).TextOf(target); ok && strings.Contains(strings.ToLower(text), "/serverfarms/") && !planApart(g, setting, text) {
					j.On(setting).Violated(target, "a plan of the same resource group")
				}
				astray = append(astray, setting)
			default:
				for _, r := range mayPart(g, plan, setting) {
					j.On(r).NotYetKnown(groupOpen(r))
				}
				scaled[plan] = true
			}
		}
		for _, plan := range g.OfType(typePlan) {
			size, _ := j.On(plan).TextOf(plan.Get("sku", "name"))
			if plan.Get("sku", "name").Unknown() {
				continue
			}
			if !scaled[plan] && !elasticSizes.MatchString(size) {
				demandScaled(g, j, plan, astray)
			}
		}
	},
}

// demandScaled demands that a plan is scaled, unless a setting of its group was
// meant for it and leads elsewhere, or may have been.
func demandScaled(g *rule.Graph, j *rule.Judge, plan *rule.Resource, astray []*rule.Resource) {
	var open []*rule.Resource
	for _, setting := range astray {
		if !inOneGroup(setting, plan) {
			continue
		}
		may := mayPart(g, plan, setting)
		if len(may) == 0 {
			return
		}
		open = append(open, may...)
	}
	for _, r := range open {
		j.On(r).NotYetKnown(groupOpen(r))
	}
	if len(open) == 0 {
		j.On(plan).Missing("scaled by nothing", "an azure-native:insights:AutoscaleSetting that targets it")
	}
}

// planApart reports whether a setting is for a plan of its group that the graph may
// well not hold: it holds no plan of that group.
func planApart(g *rule.Graph, setting *rule.Resource, target string) bool {
	own := rule.GroupName(setting)
	inGroup := own == "" || strings.Contains(strings.ToLower(target), strings.ToLower("/resourceGroups/"+own+"/"))
	return inGroup && !slices.ContainsFunc(g.OfType(typePlan), func(plan *rule.Resource) bool { return inOneGroup(plan, setting) })
}
