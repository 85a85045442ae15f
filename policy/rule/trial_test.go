package rule_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

const (
	triedGroup  = "azure-native:resources:ResourceGroup"
	triedServer = "azure-native:sql:Server"
	inTried     = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Sql/servers/"
)

func tried(more ...*rule.Resource) *rule.Graph {
	tags := map[string]any{"stamp": "blue", "owner": "me"}
	return rule.NewGraph(append([]*rule.Resource{
		{URN: "g", Name: "g", Type: triedGroup, ID: "/subscriptions/1/resourceGroups/g", Custom: true, Props: map[string]any{"tags": maps.Clone(tags)}},
		{URN: "a", Name: "a", Type: triedServer, ID: inTried + "a", Custom: true, Protect: true, Props: map[string]any{"tags": maps.Clone(tags),
			"peer": inTried + "b", "list": []any{map[string]any{"id": inTried + "b"}}, "deep": map[string]any{"secret": rule.Secret{Value: "x"}, "on": true}}},
		{URN: "b", Name: "b", Type: triedServer, ID: inTried + "b", Custom: true, Props: map[string]any{"resourceGroupName": "g", "deep": map[string]any{}}},
	}, more...), true)
}

// asking is a rule that says of each server what it finds, and counts how often it
// is asked.
func asking(asked map[string]int, id string, find func(g *rule.Graph, r *rule.Resource) string) *rule.Rule {
	return &rule.Rule{ID: id, Level: rule.Mandatory, Scope: rule.System, CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		asked[id]++
		for _, r := range g.OfType(triedServer) {
			j.On(r).Missing(find(g, r), "something else")
		}
	}}
}

// askers read in every way that there is.
func askers(asked map[string]int) []*rule.Rule {
	name := func(r *rule.Resource, _ bool) string {
		if r == nil {
			return "nothing"
		}
		return r.Name
	}
	first := rule.Shared(func(g *rule.Graph) *rule.Resource { return g.ByURN("a") })
	texts := rule.Part(func(_ *rule.Graph, r *rule.Resource) []string {
		var all []string
		for property := range r.Naming() {
			all = append(all, property)
		}
		return slices.Sorted(slices.Values(all))
	})
	said := rule.PartJudged(func(g *rule.Graph, j *rule.Judge, r *rule.Resource) string {
		j.On(r).True(r.Get("deep", "on"), nil)
		return strings.Join(texts(g, r), " ")
	})
	all := []*rule.Rule{
		asking(asked, "TDM-RES-901", func(_ *rule.Graph, r *rule.Resource) string { return r.Get("deep", "secret").String() }),
		asking(asked, "TDM-RES-902", func(g *rule.Graph, r *rule.Resource) string { return name(g.Refers(r, r.Get("peer"))) }),
		asking(asked, "TDM-RES-903", func(g *rule.Graph, _ *rule.Resource) string { return name(g.Nearest(inTried + "c/databases/d")) }),
		asking(asked, "TDM-RES-904", func(g *rule.Graph, r *rule.Resource) string { return g.Stamp(r) }),
		asking(asked, "TDM-RES-905", func(_ *rule.Graph, r *rule.Resource) string { return rule.GroupName(r) + rule.AzureName(r) }),
		asking(asked, "TDM-RES-906", func(g *rule.Graph, _ *rule.Resource) string { return name(g.ByURN("b"), true) }),
		asking(asked, "TDM-RES-907", func(g *rule.Graph, _ *rule.Resource) string {
			if first(g) == nil {
				return "nothing"
			}
			return first(g).ARMID() + first(g).Get("peer").Text()
		}),
		asking(asked, "TDM-RES-908", func(g *rule.Graph, r *rule.Resource) string { return strings.Join(texts(g, r), " ") }),
		asking(asked, "TDM-RES-909", func(g *rule.Graph, _ *rule.Resource) string { return strings.Repeat("x", len(g.All())) }),
		asking(asked, "TDM-RES-910", func(_ *rule.Graph, r *rule.Resource) string { return strings.Repeat("x", len(r.Properties())) }),
		asking(asked, "TDM-RES-911", func(_ *rule.Graph, r *rule.Resource) string { return rule.NewValue(r.Raw("deep")).String() }),
		{ID: "TDM-RES-912", Level: rule.Mandatory, Scope: rule.OneResource, Types: []string{triedServer}, Check: func(r *rule.Resource, j *rule.Judge) {
			if !r.Protect {
				j.Missing("unprotected", "protection")
			}
		}},
	}
	return append(all, &rule.Rule{ID: "TDM-RES-913", Level: rule.Mandatory, Scope: rule.System, CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		asked["TDM-RES-913"]++
		for _, r := range g.OfType(triedServer) {
			j.On(r).Missing(said(g, j, r), "something else")
		}
	}})
}

// changes are all sorts of them.
func changes(g *rule.Graph) map[string]rule.Change {
	made := func(r *rule.Resource, change func(*rule.Resource)) rule.Change {
		to := *r
		to.Props = maps.Clone(r.Props)
		change(&to)
		return rule.Change{Of: r, To: &to}
	}
	set := func(r *rule.Resource, name string, value any) rule.Change {
		return made(r, func(to *rule.Resource) { to.Props[name] = value })
	}
	group, a, b := g.Resources[0], g.Resources[1], g.Resources[2]
	return map[string]rule.Change{
		"nothing": made(a, func(*rule.Resource) {}), "a gone": {Of: a}, "b gone": {Of: b}, "group gone": {Of: group},
		"protect": made(a, func(to *rule.Resource) { to.Protect = false }),
		"owner":   set(a, "tags", map[string]any{"stamp": "blue", "owner": "you"}),
		"stamp":   set(a, "tags", map[string]any{"stamp": "green", "owner": "me"}),
		"of all":  set(group, "tags", map[string]any{"stamp": "green"}),
		"peer":    set(a, "peer", inTried+"A"), "no peer": made(a, func(to *rule.Resource) { delete(to.Props, "peer") }),
		"list": set(a, "list", []any{}), "named": set(b, "more", "/x"), "more": set(b, "more", "x"), "later": set(a, "peer", rule.Unknown{}),
		"open":   set(a, "deep", map[string]any{"secret": "x", "on": true}),
		"off":    set(a, "deep", map[string]any{"secret": rule.Secret{Value: "x"}, "on": false}),
		"other":  set(a, "deep", map[string]any{"secret": rule.Secret{Value: "x"}, "on": true, "other": 1.0}),
		"null":   set(b, "deep", nil),
		"group":  set(b, "resourceGroupName", "h"),
		"moved":  made(b, func(to *rule.Resource) { to.ID = inTried + "c" }),
		"case":   made(b, func(to *rule.Resource) { to.ID = strings.ToUpper(to.ID) }),
		"no id":  made(a, func(to *rule.Resource) { to.ID = "" }),
		"on top": made(a, func(to *rule.Resource) { to.ID = inTried + "b" }),
	}
}

// plainly judges the changed graph without a trial.
func plainly(rules []*rule.Rule, g *rule.Graph, all ...rule.Change) map[string]bool {
	resources := slices.Clone(g.Resources)
	for _, c := range all {
		resources[slices.Index(resources, c.Of)] = c.To
	}
	resources = slices.DeleteFunc(resources, func(r *rule.Resource) bool { return r == nil })
	return lines(rule.NewSet(rules, rule.Options{}).All(rule.NewGraph(resources, true)).Violations)
}

func lines(findings []rule.Finding) map[string]bool {
	all := map[string]bool{}
	for _, f := range findings {
		all[f.String()] = true
	}
	return all
}

// TestTrialsComeToWhatAFullJudgementComesTo tries every change alone, and every two
// of different resources: whatever a full judgement says that was not said before,
// the trial says, and says nothing else.
func TestTrialsComeToWhatAFullJudgementComesTo(t *testing.T) {
	for name, more := range map[string][]*rule.Resource{
		"all made": nil,
		"one read": {{URN: "c", Name: "c", Type: triedServer, ID: inTried + "c", External: true}},
		"one id":   {{URN: "c", Name: "c", Type: triedServer, ID: inTried + "B", Custom: true}},
	} {
		t.Run(name, func(t *testing.T) { tryChanges(t, tried(more...)) })
	}
}

func tryChanges(t *testing.T, g *rule.Graph) {
	rules, all := askers(map[string]int{}), changes(g)
	trial, before := rule.NewTrial(rules, rule.Options{}, g), plainly(rules, g)
	compare := func(what string, made ...rule.Change) {
		want, got := plainly(rules, g, made...), lines(trial.Violations(made...))
		for line := range got {
			require.True(t, want[line], "%s: only the trial says: %s", what, line)
		}
		for line := range want {
			require.True(t, got[line] || before[line], "%s: the trial does not say: %s", what, line)
		}
	}
	for round := range 2 { // the second tells that nothing is left of the first
		for name, change := range all {
			compare(name, change)
			for other, with := range all {
				if round == 0 && with.Of != change.Of {
					compare(name+" and "+other, change, with)
				}
			}
		}
	}
}

// TestTrialsAskOnlyRulesThatMayMind counts which rules are asked again.
func TestTrialsAskOnlyRulesThatMayMind(t *testing.T) {
	g, asked := tried(), map[string]int{}
	all := changes(g)
	trial := rule.NewTrial(askers(asked), rule.Options{}, g)
	for name, want := range map[string][]string{
		"nothing": nil,
		"owner":   {"TDM-RES-910"},
		"stamp":   {"TDM-RES-904", "TDM-RES-910"},
		"peer":    {"TDM-RES-902", "TDM-RES-907", "TDM-RES-910"},
		"off":     {"TDM-RES-910", "TDM-RES-911", "TDM-RES-913"},
		"more":    {"TDM-RES-910"},
		"named":   {"TDM-RES-908", "TDM-RES-910", "TDM-RES-913"},
		"moved":   {"TDM-RES-902", "TDM-RES-903", "TDM-RES-905"},
		"case":    {"TDM-RES-905"},
	} {
		clear(asked)
		trial.Violations(all[name])
		require.ElementsMatch(t, want, slices.Collect(maps.Keys(asked)), name)
	}
}
