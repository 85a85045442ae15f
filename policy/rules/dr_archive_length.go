package rules

import (
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drArchiveLength = &rule.Rule{
	ID:        "TDM-DR-017",
	Title:     "Long-term backups are kept weekly, monthly and yearly",
	Why:       "Each gap between two kept backups is a time to which nobody can return, when a slow corruption is found or an auditor asks.",
	Fix:       "Set weeklyRetention (\"P5W\"), monthlyRetention (\"P12M\"), yearlyRetention (\"P5Y\") and weekOfYear of the azure-native:sql:LongTermRetentionPolicy.",
	Severity:  rule.Medium,
	Level:     rule.Mandatory,
	TestLevel: rule.Disabled,
	Controls:  []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:   []string{"https://learn.microsoft.com/azure/azure-sql/database/long-term-retention-overview"},
	Since:     "0.1.0",
	Params: []rule.Param{
		{Name: "weeklyDays", Doc: "The fewest days that a weekly backup is kept.", Production: 28.0, Test: 0.0},
		{Name: "monthlyDays", Doc: "The fewest days that a monthly backup is kept.", Production: 180.0, Test: 0.0},
		{Name: "yearlyDays", Doc: "The fewest days that a yearly backup is kept.", Production: 365.0, Test: 0.0},
	},
	Scope: rule.OneResource,
	Types: drLongTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		demandKept(j, r.Get("weeklyRetention"), j.Number("weeklyDays"))
		demandKept(j, r.Get("monthlyRetention"), j.Number("monthlyDays"))
		demandKept(j, r.Get("yearlyRetention"), j.Number("yearlyDays"))
		if days, _ := drDays(r.Get("yearlyRetention").Text()); days > 0 {
			j.AtLeast(r.Get("weekOfYear"), nil, 1)
			if r.Get("weekOfYear").Known() {
				j.AtMost(r.Get("weekOfYear"), nil, 52)
			}
		}
	},
}

// demandKept demands a duration of at least some days.
func demandKept(j *rule.Judge, v rule.Value, least float64) {
	want := fmt.Sprintf("a duration of at least %.0f days", least)
	if v.Absent() {
		if least > 0 {
			j.Violated(v, want)
		}
		return
	}
	text, ok := j.TextOf(v)
	if !ok {
		return
	}
	if days, isDuration := drDays(text); !isDuration || days < least {
		j.Violated(v, want)
	}
}
