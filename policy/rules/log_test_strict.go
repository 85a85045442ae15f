package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var logTestStrict = &rule.Rule{
	ID:       "TDM-LOG-019",
	Title:    "Availability tests ask over HTTPS, want 200 and check the certificate",
	Why:      "A test that takes any answer, or follows a redirect to the sign-in page, is green while visitors see an error page, and one that ignores the certificate is green until the day after it expired.",
	Fix:      "Set request.requestUrl to an https address, request.followRedirects to false, validationRules.expectedHttpStatusCode to 200, sSLCheck to true and sSLCertRemainingLifetimeCheck to at least 7.",
	Severity: rule.Medium,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/app/availability-standard-tests"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "days", Doc: "The days of validity that the certificate must have left, at least.", Production: 7.0, Test: 7.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeWebTest},
	Check: func(r *rule.Resource, j *rule.Judge) {
		url, checks := r.Get("request", "requestUrl"), r.Get("validationRules")
		j.Present(url, "an https address")
		if text, ok := j.TextOf(url); ok && text != "" && !strings.HasPrefix(strings.ToLower(text), "https://") {
			j.Violated(url, "an https address")
		}
		j.False(r.Get("request", "followRedirects"), nil)
		j.False(checks.Get("ignoreHttpStatusCode"), false)
		j.AtLeast(checks.Get("expectedHttpStatusCode"), 200.0, 200)
		j.AtMost(checks.Get("expectedHttpStatusCode"), 200.0, 200)
		j.True(checks.Get("sSLCheck"), false)
		j.AtLeast(checks.Get("sSLCertRemainingLifetimeCheck"), nil, j.Number("days"))
	},
}
