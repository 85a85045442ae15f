package rules

import (
	"slices"
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
			eachText(settings.Get("properties"), func(v rule.Value, text string) {
				if v.Unknown() {
					j.On(settings).NotYetKnown(v)
				}
				for _, m := range marks {
					if m.in(v, text, marks) {
						judgeMark(g, j, m, settings, site, v, valid)
					}
				}
			})
		}
	},
}

// judgeMark demands that what a setting names is of the stamp of its site.
func judgeMark(g *rule.Graph, j *rule.Judge, m mark, settings, site *rule.Resource, v rule.Value, valid []string) {
	theirHolder, theirTag := stampOpen(g, m.of)
	ownHolder, ownTag := stampOpen(g, site)
	their, own := g.Stamp(m.of), g.Stamp(site)
	switch {
	case !theirTag.Unknown() && !slices.Contains(valid, their), !ownTag.Unknown() && !slices.Contains(valid, own):
		return
	case !theirTag.Unknown() && !ownTag.Unknown() && their == own:
		return
	}
	open := waits(j.On(m.of), m.value)
	open = waits(j.On(theirHolder), theirTag) || open
	if !waits(j.On(ownHolder), ownTag) && !open {
		j.On(settings).ViolatedAs(v, "what belongs to stamp "+their, "the same of stamp "+own)
	}
}

// mark is a value, with what stands before and behind it, by which settings name
// what belongs to one stamp alone. Before and after are in lower case.
type mark struct {
	of            *rule.Resource
	value         rule.Value
	before, after string
}

// marksOf are the marks of a graph, those of values that are not known yet, too.
func marksOf(g *rule.Graph) []mark {
	var marks []mark
	add := func(m mark) {
		if m.value.Text() != "" || m.value.Unknown() {
			marks = append(marks, m)
		}
	}
	for _, r := range g.OfType(typeIdentity) {
		add(mark{of: r, value: r.Get("clientId")})
	}
	for _, r := range g.OfType(typeKeyVault) {
		name := rule.NewValue(rule.AzureName(r))
		if rule.Unnamed(r) {
			name = r.Get("vaultName")
		}
		add(mark{r, name, "://", ".vault."})
	}
	for _, r := range g.OfType(typeInsights) {
		add(mark{r, r.Get("instrumentationKey"), "instrumentationkey=", ""})
	}
	return marks
}

// in reports whether a text of a setting holds the mark, or may: while its value is
// not known yet, a text that names something of its sort, and none that is known.
func (m mark) in(v rule.Value, text string, marks []mark) bool {
	lower := strings.ToLower(text)
	if !m.value.Unknown() {
		return strings.Contains(lower, m.before+strings.ToLower(m.value.Text())+m.after)
	}
	if m.before == "" {
		name := strings.TrimSuffix(strings.TrimPrefix(v.Path(), "properties."), ".value")
		if identityIn(name, text) == "" {
			return false
		}
	} else if _, rest, found := strings.Cut(lower, m.before); !found || !strings.Contains(rest, m.after) {
		return false
	}
	return !slices.ContainsFunc(marks, func(other mark) bool {
		return other.before == m.before && !other.value.Unknown() && other.in(v, text, nil)
	})
}
