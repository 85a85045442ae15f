package rule_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// TestWhatIsSharedIsFoundOnceForEachGraph asks from two rules, and one of them
// from another that is shared.
func TestWhatIsSharedIsFoundOnceForEachGraph(t *testing.T) {
	found := 0
	count := rule.Shared(func(g *rule.Graph) int { found++; return len(g.Resources) })
	twice := rule.Shared(func(g *rule.Graph) int { return 2 * count(g) })
	g := rule.NewGraph([]*rule.Resource{{URN: "a"}}, true)
	require.Equal(t, 2, twice(g))
	require.Equal(t, 1, count(g))
	require.Equal(t, 1, found)
	require.Zero(t, count(rule.NewGraph(nil, true)))
	require.Equal(t, 2, found)
}

// TestWhatIsSaidOnTheWayIsSaidForEachRule has two rules that share what says a
// violation and a value that is not known.
func TestWhatIsSaidOnTheWayIsSaidForEachRule(t *testing.T) {
	found := 0
	shared := rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) int {
		found++
		on := j.On(g.Resources[0])
		on.True(g.Resources[0].Get("on"), nil)
		on.True(g.Resources[0].Get("later"), nil)
		return 7
	})
	asking := func(id string) *rule.Rule {
		return &rule.Rule{ID: id, Level: rule.Mandatory, Scope: rule.OneStack, CheckGraph: func(g *rule.Graph, j *rule.Judge) { require.Equal(t, 7, shared(g, j)) }}
	}
	g := rule.NewGraph([]*rule.Resource{{URN: "a", Name: "a", Props: map[string]any{"on": false, "later": rule.Unknown{}}}}, true)
	report := rule.NewSet([]*rule.Rule{asking("TDM-RES-901"), asking("TDM-RES-902")}, rule.Options{}).Graph(g)
	require.Equal(t, 1, found)
	require.Equal(t, []string{"TDM-RES-901: a on is false; wanted: true", "TDM-RES-902: a on is false; wanted: true"},
		[]string{report.Violations[0].String(), report.Violations[1].String()})
	require.Len(t, report.NotYetKnown, 2)
	require.Equal(t, "TDM-RES-902", report.NotYetKnown[1].Rule.ID)
}

func TestNearestIsTheResourceOrWhatLiesAboveIt(t *testing.T) {
	const group = "/subscriptions/1/resourceGroups/G"
	server := &rule.Resource{URN: "server", ID: group + "/providers/Microsoft.Sql/servers/S"}
	g := rule.NewGraph([]*rule.Resource{server}, true)
	for id, exact := range map[string]bool{server.ID: true, "/subscriptions/2/resourcegroups/g/providers/microsoft.sql/servers/s": true, server.ID + "/databases/master": false} {
		nearest, is := g.Nearest(id)
		require.Same(t, server, nearest, id)
		require.Equal(t, exact, is, id)
	}
	for _, id := range []string{"", group, group + "/providers/Microsoft.Sql/servers/T", "/subscriptions/1/providers/Microsoft.Sql/servers/S"} {
		nearest, is := g.Nearest(id)
		require.Nil(t, nearest, id)
		require.False(t, is, id)
	}
}
