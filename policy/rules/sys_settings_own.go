package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysSettingsOwn = &rule.Rule{
	ID:       "TDM-SYS-008",
	Title:    "A web app's settings name its own stamp's identity, vault and telemetry",
	Why:      "With the other stamp's client id the application cannot sign in at all; with its vault or telemetry it runs until the other region is down.",
	Fix:      "In properties of the web app's settings and connection strings use clientId, vault and connection string of the same stamp.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-3"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		marks, valid := marksOf(g), stampsOf(g)
		for _, settings := range g.OfType(typeSiteSettings, typeSlotSettings, typeSiteConnections, typeSlotConnections) {
			site, known := g.Named(settings, "name", typeSite)
			if !known {
				j.On(settings).NotYetKnown(settings.Get("name"))
			}
			if site == nil {
				continue
			}
			own := g.Stamp(site)
			eachText(settings.Get("properties"), func(v rule.Value, text string) {
				if v.Unknown() {
					j.On(settings).NotYetKnown(v)
				}
				for mark, stamp := range marks {
					if twoStamps(valid, stamp, own) && strings.Contains(strings.ToLower(text), mark) {
						j.On(settings).ViolatedAs(v, "what belongs to stamp "+stamp, "the same of stamp "+own)
					}
				}
			})
		}
	},
}

// marksOf are the texts, in lower case, by which settings name what belongs to
// one stamp alone, with the stamp.
func marksOf(g *rule.Graph) map[string]string {
	marks := map[string]string{}
	add := func(r *rule.Resource, v rule.Value, before, after string) {
		if stamp := g.Stamp(r); stamped(stamp) && v.Text() != "" {
			marks[strings.ToLower(before+v.Text()+after)] = stamp
		}
	}
	for _, r := range g.OfType(typeIdentity) {
		add(r, r.Get("clientId"), "", "")
	}
	for _, r := range g.OfType(typeKeyVault) {
		add(r, rule.NewValue(rule.AzureName(r)), "://", ".vault.")
	}
	for _, r := range g.OfType(typeInsights) {
		add(r, r.Get("instrumentationKey"), "instrumentationkey=", "")
	}
	return marks
}
