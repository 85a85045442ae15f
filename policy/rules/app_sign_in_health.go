package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appSignInHealth = &rule.Rule{
	ID:       "TDM-APP-036",
	Title:    "Health paths are open to those who check them",
	Why:      "A probe that is sent to the sign-in page never sees 200: the edge takes a healthy stamp out, or App Service restarts its instances for ever.",
	Fix:      "List the probe path of the origin group and siteConfig.healthCheckPath of the site in globalValidation.excludedPaths.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out", "https://learn.microsoft.com/azure/app-service/configure-authentication-file-based", "https://learn.microsoft.com/azure/app-service/monitor-instances-health-check"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		by, _ := configured(g, j, typeSiteSignIn, typeSlotSignIn)
		checks := healthChecks(g, j)
		for _, check := range checks {
			signIn := by[check.site]
			if signIn != nil && check.path.Unknown() {
				j.On(check.on).NotYetKnown(check.path)
			}
			if signIn == nil || check.path.Kind() != rule.KindText || check.path.Text() == "" {
				continue // whether there is one at all is another rule's question
			}
			on := j.On(signIn)
			excluded := signIn.Get("globalValidation", "excludedPaths")
			items, complete := on.ItemsOf(excluded)
			open := slices.ContainsFunc(items, func(item rule.Value) bool { return sameText(item, check.path) })
			switch {
			case open || !complete:
			case check.odd(checks):
				j.On(check.on).ViolatedAs(check.path, check.path.String()+", which is not open without sign-in", "a path that globalValidation.excludedPaths lists")
			default:
				on.ViolatedAs(excluded, "without "+check.path.String(), "a list with the paths of health checks")
			}
		}
	},
}
