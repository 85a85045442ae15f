package rules

import (
	"regexp"
	"strconv"
	"time"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logAlertPrompt = &rule.Rule{
	ID:       "TDM-LOG-016",
	Title:    "Metric alerts are looked at often, over a short time, as something that matters",
	Why:      "The time until somebody decides on a failover begins with the alert: one that looks once an hour over a day's average spends the recovery time before anyone knows.",
	Fix:      "Set evaluationFrequency to PT5M or less, windowSize to between that and PT30M, and severity to 0, 1 or 2.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "frequencyMinutes", Doc: "The minutes between two evaluations, at most.", Production: 5.0, Test: 5.0},
		{Name: "windowMinutes", Doc: "The minutes that an evaluation looks back, at most.", Production: 30.0, Test: 30.0},
		{Name: "severity", Doc: "The least severe severity.", Production: 2.0, Test: 2.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeMetricAlert},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.AtMost(r.Get("severity"), nil, j.Number("severity"))
		every, known := judgeMinutes(j, r.Get("evaluationFrequency"), 0, j.Number("frequencyMinutes"))
		if !known {
			every = 0
		}
		judgeMinutes(j, r.Get("windowSize"), every, j.Number("windowMinutes"))
	},
}

var isoDuration = regexp.MustCompile(`^P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?)?$`)

// isoMinutes reads an ISO 8601 duration of days and less.
func isoMinutes(text string) (float64, bool) {
	match := isoDuration.FindStringSubmatch(text)
	if match == nil || text == "P" || text == "PT" {
		return 0, false
	}
	var sum time.Duration
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second} {
		if n, err := strconv.Atoi(match[isoDuration.SubexpIndex(unit)]); err == nil {
			sum += time.Duration(n) * length
		}
	}
	return sum.Minutes(), true
}

// judgeMinutes demands a duration between least and most minutes. known is false
// when it is none, or not known yet.
func judgeMinutes(j *rule.Judge, v rule.Value, least, most float64) (minutes float64, known bool) {
	want := "an ISO 8601 duration of " + strconv.FormatFloat(least, 'f', -1, 64) + " to " + strconv.FormatFloat(most, 'f', -1, 64) + " minutes"
	j.Present(v, want)
	text, known := j.TextOf(v)
	if !known || text == "" {
		return 0, false
	}
	minutes, known = isoMinutes(text)
	if !known || minutes < least || minutes > most {
		j.Violated(v, want)
	}
	return minutes, known
}
