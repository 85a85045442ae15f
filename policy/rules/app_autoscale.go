package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

// countOf is a number of instances, which ARM writes as a text. What is not
// known yet, absent or no number is told to the judge.
func countOf(j *rule.Judge, v rule.Value) (n float64, ok bool) {
	if v.Kind() == rule.KindNumber {
		return v.Number(), true
	}
	const want = "a number of instances"
	if v.Absent() {
		j.Violated(v, want)
		return 0, false
	}
	text, ok := j.TextOf(v)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		j.Violated(v, want)
	}
	return n, err == nil
}

// scaling is one rule of an autoscale profile, as far as it is known.
type scaling struct {
	at        rule.Value
	metric    string
	direction string
	threshold float64
}

// scalings reads the rules of a profile. If one is not known, the judge is told
// so and complete is false.
func scalings(profile rule.Value, j *rule.Judge) (all []scaling, complete bool) {
	items, complete := j.ItemsOf(profile.Get("rules"))
	for _, item := range items {
		trigger, action := item.Get("metricTrigger"), item.Get("scaleAction")
		metric, told := j.TextOf(trigger.Get("metricName"))
		direction, also := j.TextOf(action.Get("direction"))
		threshold := trigger.Get("threshold")
		if threshold.Unknown() {
			j.NotYetKnown(threshold)
		}
		if !told || !also || threshold.Kind() != rule.KindNumber {
			complete = false
			continue
		}
		all = append(all, scaling{item, metric, direction, threshold.Number()})
	}
	return all, complete
}
