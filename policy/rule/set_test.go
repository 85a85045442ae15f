package rule_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// What a program only reads is somebody else's: rules find it when others refer to
// it, and report nothing of it.
func TestWhatIsOnlyReadIsNotReported(t *testing.T) {
	const server = "azure-native:sql:Server"
	single := &rule.Rule{
		ID: "TDM-SQL-900", Level: rule.Mandatory, Scope: rule.OneResource, Types: []string{server},
		Check: func(r *rule.Resource, j *rule.Judge) {
			j.True(r.Get("closed"), false)
			j.Present(r.Get("open"), "a text")
		},
	}
	stack := &rule.Rule{ID: "TDM-SQL-901", Level: rule.Mandatory, Scope: rule.OneStack, CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, r := range g.OfType(server) {
			j.On(r).Missing("lonely", "a database")
		}
	}}
	set := rule.NewSet([]*rule.Rule{single, stack}, rule.Options{})
	read := &rule.Resource{URN: "urn:pulumi:s::p::azure-native:sql:Server::read", Type: server, External: true, Props: map[string]any{"open": rule.Unknown{}}}
	made := &rule.Resource{URN: "urn:pulumi:s::p::azure-native:sql:Server::made", Type: server, Props: map[string]any{"open": "yes"}}
	read.ID, made.ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/a", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/a"
	g := rule.NewGraph([]*rule.Resource{made, read}, false)
	report := set.All(g)
	require.Len(t, report.Violations, 2)
	for _, f := range report.Violations {
		require.Same(t, made, f.Resource)
	}
	require.Empty(t, report.NotYetKnown)
}

// What one stack makes and another reads is one resource, however it is asked for
// and whatever comes first.
func TestWhatIsReadIsTheOneThatIsMade(t *testing.T) {
	const server, group, id = "azure-native:sql:Server", "azure-native:sql:FailoverGroup", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/a"
	read := &rule.Resource{URN: "read", Type: server, ID: strings.ToUpper(id), External: true}
	made := &rule.Resource{URN: "made", Type: server, ID: id, Props: map[string]any{"serverName": "a"}}
	foreign := &rule.Resource{URN: "foreign", Type: server, ID: id + "b", External: true}
	names := &rule.Resource{URN: "names", Type: group, Props: map[string]any{"serverName": "a", "resourceGroupName": "g"}}
	comes := &rule.Resource{URN: "comes", Type: group, Props: map[string]any{"serverName": rule.Unknown{}}, PropertyDependencies: map[string][]string{"serverName": {"read"}}}
	g := rule.NewGraph([]*rule.Resource{read, made, foreign, names, comes}, true)
	require.Equal(t, []*rule.Resource{made, foreign}, g.OfType(server))
	require.Equal(t, []*rule.Resource{made, foreign, names, comes}, g.Resources)
	require.Same(t, made, g.ByURN("read"))
	for _, r := range []*rule.Resource{names, comes} {
		found, known := g.Named(r, "serverName", server)
		require.True(t, known)
		require.Same(t, made, found, r.URN)
	}
	found, _ := g.Refers(names, rule.NewValue(read.ID))
	require.Same(t, made, found)
	found, _ = g.Refers(names, rule.NewValue(foreign.ID))
	require.Same(t, foreign, found)
}

// A rule may look at one place several times, in an order that maps decide.
func TestOnePlaceIsToldInOneOrderAndNothingTwice(t *testing.T) {
	r := &rule.Resource{URN: "a", Type: "t"}
	said := func(texts ...string) []rule.Finding {
		set := rule.NewSet([]*rule.Rule{{ID: "TDM-RES-900", Level: rule.Mandatory, Scope: rule.OneResource, Types: []string{"t"},
			Check: func(r *rule.Resource, j *rule.Judge) {
				for _, text := range texts {
					j.Missing(text, "none")
				}
			}}}, rule.Options{})
		report := set.Resource(r)
		for i := range report.Violations {
			report.Violations[i].Rule = nil
		}
		return report.Violations
	}
	require.Equal(t, []rule.Finding{{Resource: r, Found: "one", Want: "none"}, {Resource: r, Found: "two", Want: "none"}}, said("two", "one", "two"))
}
