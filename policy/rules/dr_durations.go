package rules

import (
	"regexp"
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

// drLongTypes are the policies of long-term retention.
var drLongTypes = []string{typeSQLLongRetention, typeSQLLongRetentionOld}

var drDuration = regexp.MustCompile(`^P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?(?:T(?:\d+[HMS])+)?$`)

// drDays reads a duration such as P5W, P12M or PT0S as whole days, a month being
// 30 and a year 365. ok is false for what is no duration.
func drDays(text string) (days float64, ok bool) {
	parts := drDuration.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	for unit, length := range map[string]float64{"Y": 365, "M": 30, "W": 7, "D": 1} {
		n, _ := strconv.Atoi(parts[drDuration.SubexpIndex(unit)])
		days += float64(n) * length
	}
	return days, true
}

// drWantLonger says that it is the shorter duration.
func drWantLonger(primary, secondary rule.Value) bool {
	a, _ := drDays(primary.Text())
	b, _ := drDays(secondary.Text())
	return a < b
}
