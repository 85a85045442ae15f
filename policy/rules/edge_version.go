package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeVersion demands a version, written as a text such as "2.1", of at least least.
func edgeVersion(j *rule.Judge, v rule.Value, least float64) {
	want := "version " + strconv.FormatFloat(least, 'f', -1, 64) + " or newer"
	if v.Absent() {
		j.Violated(v, want)
		return
	}
	text, ok := j.TextOf(v)
	if !ok {
		return
	}
	if n, err := strconv.ParseFloat(text, 64); err != nil || n < least {
		j.Violated(v, want)
	}
}
