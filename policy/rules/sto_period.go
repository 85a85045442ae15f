package rules

import (
	"regexp"
	"strconv"
)

// periodPattern is how a storage account writes a span of time.
var periodPattern = regexp.MustCompile(`^(?P<days>\d{1,5})\.(?P<hours>\d{2}):(?P<minutes>\d{2}):(?P<seconds>\d{2})$`)

// periodHours reads a span of time such as 1.00:00:00, a day, in hours.
func periodHours(text string) (hours float64, valid bool) {
	match := periodPattern.FindStringSubmatch(text)
	if match == nil {
		return 0, false
	}
	part := func(name string) float64 {
		n, _ := strconv.ParseFloat(match[periodPattern.SubexpIndex(name)], 64)
		return n
	}
	return part("days")*24 + part("hours") + part("minutes")/60 + part("seconds")/3600, true
}
