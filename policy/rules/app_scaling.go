package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

func (s scaling) adds() bool    { return strings.EqualFold(s.direction, "Increase") }
func (s scaling) removes() bool { return strings.EqualFold(s.direction, "Decrease") }

// balances tells whether one of two rules adds instances by a metric and the
// other removes them well below, by a margin.
func (s scaling) balances(other scaling, margin float64) bool {
	if !strings.EqualFold(s.metric, other.metric) {
		return false
	}
	if s.removes() {
		s, other = other, s
	}
	return s.adds() && other.removes() && other.threshold <= s.threshold*margin
}

// sound demands that a rule scales in the right direction, by the average of
// all instances, and soon.
func (s scaling) sound(j *rule.Judge) {
	const slowest = 30
	trigger, action := s.at.Get("metricTrigger"), s.at.Get("scaleAction")
	j.OneOf(action.Get("direction"), nil, "Increase", "Decrease")
	if s.removes() {
		j.OneOf(trigger.Get("operator"), nil, "LessThan", "LessThanOrEqual")
	} else {
		j.OneOf(trigger.Get("operator"), nil, "GreaterThan", "GreaterThanOrEqual")
	}
	if strings.HasSuffix(strings.ToLower(s.metric), "percentage") {
		j.OneOf(trigger.Get("statistic"), "Average", "Average")
		j.OneOf(trigger.Get("timeAggregation"), "Average", "Average")
		j.False(trigger.Get("dividePerInstance"), false)
		if s.adds() {
			j.AtMost(trigger.Get("threshold"), nil, j.Number("most"))
		} else {
			j.AtLeast(trigger.Get("threshold"), nil, j.Number("idle"))
		}
	}
	for _, v := range []rule.Value{trigger.Get("timeGrain"), trigger.Get("timeWindow"), action.Get("cooldown")} {
		if text, ok := j.TextOf(v); ok {
			if minutes, valid := isoMinutes(text); !valid || minutes > slowest {
				j.Violated(v, "30 minutes or less, such as PT10M")
			}
		}
	}
	if change := action.Get("value"); !change.Absent() {
		if n, ok := countOf(j, change); ok && n < 1 {
			j.Violated(change, "at least 1")
		}
	}
	j.OneOf(action.Get("type"), "ChangeCount", "ChangeCount", "PercentChangeCount")
}
