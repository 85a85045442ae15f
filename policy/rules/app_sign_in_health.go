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
		needed := map[*rule.Resource][]rule.Value{}
		for _, site := range g.OfType(sites...) {
			needed[site] = append(needed[site], site.Get("siteConfig", "healthCheckPath"))
		}
		for _, behind := range edgeSites(g) {
			needed[behind.site] = append(needed[behind.site], behind.probe)
		}
		for site, paths := range needed {
			signIn := by[site]
			if signIn == nil {
				continue // whether there is one at all is another rule's question
			}
			on := j.On(signIn)
			excluded := signIn.Get("globalValidation", "excludedPaths")
			items, complete := on.ItemsOf(excluded)
			for _, path := range paths {
				open := slices.ContainsFunc(items, func(item rule.Value) bool { return sameText(item, path) })
				if path.Kind() == rule.KindText && path.Text() != "" && !open && complete {
					on.ViolatedAs(excluded, "without "+path.Text(), "a list with the paths of health checks")
				}
			}
		}
	},
}
