package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeAlert demands that a metric of each profile is watched by an alert; bound
// judges the alert's criterion. That an alert is enabled and tells somebody is
// what other rules demand of every alert.
func edgeAlert(g *rule.Graph, j *rule.Judge, metric string, bound func(on *rule.Judge, criterion rule.Value)) {
	for _, profile := range g.OfType(typeEdgeProfile) {
		watched := false
		for _, alert := range g.OfType(typeMetricAlert) {
			criterion, of := edgeCriterion(alert, metric)
			watches, meant := edgeWatches(g, j, alert, profile)
			switch on := j.On(alert); {
			case of && watches:
				bound(on, criterion)
			case of && meant: // an alert that was given the profile and names another is at fault
				on.Violated(alert.Get("scopes"), "the id of "+profile.Name)
			case criterion.Absent() && watches && alert.Get("criteria").HasUnknown():
				on.NotYetKnown(alert.Get("criteria"))
			case criterion.Absent() && watches:
				on.Violated(alert.Get("criteria"), "a criterion on a metric")
			default:
				continue
			}
			watched = true
		}
		if !watched {
			j.On(profile).Missing("without an alert on "+metric, "an alert on "+metric+" with the profile among its scopes")
		}
	}
}

// edgeCriterion is the criterion of an alert on the metric, else another one,
// else absent.
func edgeCriterion(alert *rule.Resource, metric string) (criterion rule.Value, of bool) {
	for _, c := range alert.Get("criteria", "allOf").Items() {
		name := c.Get("metricName").Text()
		if strings.EqualFold(name, metric) {
			return c, true
		}
		if name != "" {
			criterion = c
		}
	}
	return criterion, false
}

// edgeWatches reports whether an alert watches the profile, or was given it.
// Scopes of which nothing is known yet wait, and count as the profile.
func edgeWatches(g *rule.Graph, j *rule.Judge, alert, profile *rule.Resource) (watches, meant bool) {
	meant = slices.Contains(alert.PropertyDependencies["scopes"], profile.URN)
	scopes := alert.Get("scopes")
	for _, v := range append(scopes.Items(), scopes) {
		if v.Unknown() && !meant && edgeUntold(g, alert, "scopes") {
			j.On(alert).NotYetKnown(v)
			watches = true
		}
		target, _ := g.Refers(alert, v, typeEdgeProfile)
		watches = watches || target == profile || v.Unknown() && meant
	}
	return watches, meant
}

// edgeDimensions demands that the dimensions of a criterion leave nothing out: each
// takes all values, or the one that says what the alert is about.
func edgeDimensions(j *rule.Judge, criterion rule.Value, about map[string]string) {
	dimensions, _ := j.ItemsOf(criterion.Get("dimensions"))
	for _, d := range dimensions {
		j.OneOf(d.Get("operator"), "Include", "Include")
		name := d.Get("name")
		if name.Unknown() {
			j.NotYetKnown(name)
			continue
		}
		want := about[strings.ToLower(name.Text())]
		list := d.Get("values")
		values, complete := j.ItemsOf(list)
		switch {
		case edgeHas(values, "*") || !complete:
		case want == "":
			j.Violated(list, "all values, *")
		case !edgeHas(values, want):
			j.Violated(list, "a list that holds "+want)
		}
	}
}
