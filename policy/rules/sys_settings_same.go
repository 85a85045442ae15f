package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysSettingsSame = &rule.Rule{
	ID:       "TDM-SYS-011",
	Title:    "The web apps of both stamps are told the same settings",
	Why:      "A setting or connection string that only one stamp has is missed on the day when the other one has to carry the load.",
	Fix:      "Give properties of the settings of both stamps' web apps the same names.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/architecture/patterns/deployment-stamp"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, typ := range []string{typeSiteSettings, typeSiteConnections} {
			told := map[string][]*rule.Resource{} // by stamp
			for _, settings := range g.OfType(typ) {
				site, known := g.Named(settings, "name", typeSite)
				if !known {
					j.On(settings).NotYetKnown(settings.Get("name"))
				}
				if site != nil && g.Stamp(site) != "" {
					told[g.Stamp(site)] = append(told[g.Stamp(site)], settings)
				}
			}
			for stamp, mine := range told {
				for other, theirs := range told {
					if stamp != other {
						judgeTold(j, mine, other, theirs)
					}
				}
			}
		}
	},
}

// judgeTold demands that a stamp's settings have the names that another's have.
func judgeTold(j *rule.Judge, mine []*rule.Resource, other string, theirs []*rule.Resource) {
	for _, own := range mine {
		have := own.Get("properties")
		if have.Unknown() {
			j.On(own).NotYetKnown(have)
			continue
		}
		var lacks []string
		for _, their := range theirs {
			those := their.Get("properties")
			for _, name := range those.Members() {
				switch v := those.Get(name); {
				case !have.Get(name).Absent() || v.Absent():
				case v.Unknown() && !v.Secret(): // it may turn out to be none, but a secret that is sealed is there
					j.On(their).NotYetKnown(v)
				default:
					lacks = append(lacks, name)
				}
			}
		}
		if slices.Sort(lacks); len(lacks) > 0 {
			j.On(own).ViolatedAs(have, "without "+strings.Join(slices.Compact(lacks), ", "), "every setting that stamp "+other+" has")
		}
	}
}
