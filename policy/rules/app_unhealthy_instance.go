package rules

import (
	"strconv"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appUnhealthyInstance = &rule.Rule{
	ID:       "TDM-APP-062",
	Title:    "A sick instance is taken out within minutes",
	Why:      "Azure asks the health path once a minute and waits for ten failures unless told otherwise; all that time users are sent to the sick instance.",
	Fix:      "Set the app setting WEBSITE_HEALTHCHECK_MAXPINGFAILURES to a number from 2 to 5.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/monitor-instances-health-check"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "most", Doc: "the most failures, one a minute, before an instance is taken out", Production: 5.0, Test: 10.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSettings, typeSlotSettings},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v, want := r.Get("properties", "WEBSITE_HEALTHCHECK_MAXPINGFAILURES"), "a number from 2 to "+strconv.FormatFloat(j.Number("most"), 'f', -1, 64)
		if v.Absent() && j.Number("most") < 10 {
			j.ViolatedAs(v, "not set, which means 10", want)
		}
		text, ok := j.TextOf(v)
		if !ok {
			return
		}
		if n, err := strconv.Atoi(text); err != nil || n < 2 || float64(n) > j.Number("most") {
			j.Violated(v, want)
		}
	},
}
