package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logTestPlaces = &rule.Rule{
	ID:       "TDM-LOG-018",
	Title:    "Availability tests run from several places, every few minutes",
	Why:      "From one place a fault of the way there looks like one of the system, and the other way round; a test that runs rarely finds the outage after the visitors.",
	Fix:      "Set enabled and retryEnabled to true, frequency to 300 or less, and locations to at least five places.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/availability-standard-tests"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "locations", Doc: "The places that a test runs from, at least.", Production: 5.0, Test: 5.0},
		{Name: "seconds", Doc: "The seconds between two runs, at most.", Production: 300.0, Test: 300.0},
	},
	Scope: rule.OneResource,
	Types: []string{typeWebTest},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enabled"), nil)
		j.True(r.Get("retryEnabled"), false)
		j.AtMost(r.Get("frequency"), 300.0, j.Number("seconds"))
		list, complete := j.ItemsOf(r.Get("locations"))
		places := map[string]bool{}
		for _, item := range list {
			j.Present(item.Get("location"), "the name of a place")
			complete = complete && !item.Get("location").Unknown()
			places[item.Get("location").Text()] = true
		}
		if complete && float64(len(places)) < j.Number("locations") {
			j.Violated(r.Get("locations"), "more places, each once")
		}
	},
}
