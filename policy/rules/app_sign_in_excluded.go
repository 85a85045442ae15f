package rules

import (
	"regexp"
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appSignInExcluded = &rule.Rule{
	ID:       "TDM-APP-027",
	Title:    "Only health paths are open without sign-in",
	Why:      "Every path that is left out is open to the internet, and a path with a star is open with all that will be built below it.",
	Fix:      "List in globalValidation.excludedPaths exact paths that answer with health and nothing else, or set the parameter paths.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out", "https://learn.microsoft.com/azure/app-service/configure-authentication-file-based"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "paths", Doc: "further paths that may be open, with commas between", Production: "", Test: ""}},
	Scope:    rule.OneResource,
	Types:    []string{typeSiteSignIn, typeSlotSignIn},
	Check: func(r *rule.Resource, j *rule.Judge) {
		allowed := words(j.Text("paths"))
		items, _ := j.ItemsOf(r.Get("globalValidation", "excludedPaths"))
		for _, item := range items {
			text, ok := j.TextOf(item)
			if ok && !healthPath.MatchString(text) && !slices.Contains(allowed, text) {
				j.Violated(item, "an exact path of a health check")
			}
		}
	},
}

// healthPath is a path whose last or last but one part is a word for health, and
// nothing more than that word: /delivery and /shipping hold such words, too.
var healthPath = regexp.MustCompile(`(?i)^(/\w[\w.-]*)*/(health|healthz|health-?checks?|readyz?|readiness|livez?|liveness|alive|ping|heartbeat|status)(/\w[\w-]*)?$`)
