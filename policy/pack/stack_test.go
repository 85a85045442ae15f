package pack

import (
	"os"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

const (
	groupType    = "azure-native:resources:ResourceGroup"
	databaseType = "azure-native:sql:Database"
)

// whole is a rule that needs all stacks: it violates for every server.
func whole() *rule.Rule {
	return &rule.Rule{ID: "TDM-SYS-901", Title: "No servers", Fix: "Remove it.", Level: rule.Advisory, Scope: rule.System,
		CheckGraph: func(g *rule.Graph, j *rule.Judge) {
			for _, r := range g.OfType(serverType) {
				j.On(r).Missing("there", "nothing")
			}
		}}
}

// seeing is a rule of one stack that keeps the graph that it is shown.
func seeing(into **rule.Graph) *rule.Rule {
	return &rule.Rule{ID: "TDM-NET-902", Title: "t", Level: rule.Mandatory, Scope: rule.OneStack,
		CheckGraph: func(g *rule.Graph, _ *rule.Judge) { *into = g }}
}

func TestRulesOfAllStacksAreNotJudgedInOne(t *testing.T) {
	r := start(t, whole()).configured(t)
	response := r.analyzeStack(t, deployed(t, serverType, "server", nil))
	require.Empty(t, response.GetDiagnostics())
	require.Equal(t, map[string]string{"TDM-SYS-901": needsAllStacks}, notApplicable(response))
	require.Equal(t, []string{"info policy: 1 rule not judged here, for want of the other stacks: TDM-SYS-901"}, r.engine.lines)
}

func TestAStackThatHoldsTheWholeSystemIsJudgedInFull(t *testing.T) {
	r := start(t, whole()).configured(t, "tandem:layer", "system")
	response := r.analyzeStack(t, deployed(t, serverType, "server", nil))
	require.Len(t, response.GetDiagnostics(), 1)
	require.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, response.GetDiagnostics()[0].GetEnforcementLevel())
	require.Equal(t, "No servers\n  server is there; wanted: nothing\n  fix: Remove it.\n  see docs/policies/TDM-SYS-901.md", response.GetDiagnostics()[0].GetMessage())
	require.Empty(t, r.engine.lines, "there is nothing to tell")
}

func TestStacksAreShownInputsOverOutputs(t *testing.T) {
	var g *rule.Graph
	r := start(t, seeing(&g)).configured(t)
	r.analyze(t, map[string]any{"said": 1.0, "computed": unknown})
	server := deployed(t, serverType+"_", "x", nil)
	server.Type, server.Name, server.Urn = "azure-native:sql/v20211101:Server", "server", urn(serverType, "server")
	server.Properties = properties(t, map[string]any{"said": 2.0, "computed": "c", "returned": "r"})
	server.Parent, server.Options = "component", &pulumirpc.AnalyzerResourceOptions{Protect: true}
	server.Dependencies = []string{"d"}
	server.PropertyDependencies = map[string]*pulumirpc.AnalyzerPropertyDependencies{"computed": {Urns: []string{"d"}}}
	r.analyzeStack(t, server, &pulumirpc.AnalyzerResource{Type: "tandem:region:Stamp", Urn: "a"}, &pulumirpc.AnalyzerResource{Type: "pulumi:pulumi:Stack", Urn: "b"})
	require.Len(t, g.Resources, 2, "the stack itself is left out")
	require.False(t, g.Resources[0].Custom, "components come from no provider")
	require.Equal(t, &rule.Resource{
		URN: urn(serverType, "server"), Name: "server", Type: serverType, Parent: "component", Custom: true, Protect: true,
		Props:        map[string]any{"said": 1.0, "computed": "c", "returned": "r"},
		Dependencies: []string{"d"}, PropertyDependencies: map[string][]string{"computed": {"d"}},
	}, g.Resources[1])
}

func TestIDsAreKnownBeforeResourcesAre(t *testing.T) {
	var g *rule.Graph
	r := start(t, seeing(&g)).configured(t, "azure-native:subscriptionId", "s")
	on := func(urns ...string) *pulumirpc.AnalyzerPropertyDependencies {
		return &pulumirpc.AnalyzerPropertyDependencies{Urns: urns}
	}
	database := deployed(t, databaseType, "db", map[string]any{"databaseName": "db1", "serverName": unknown, "resourceGroupName": unknown})
	database.PropertyDependencies = map[string]*pulumirpc.AnalyzerPropertyDependencies{
		"serverName": on(urn(serverType, "sql"), urn(groupType, "rg"), "elsewhere"), "resourceGroupName": on(urn(groupType, "rg"))}
	lock := deployed(t, "azure-native:authorization:ManagementLockByScope", "lock", map[string]any{"lockName": "keep", "scope": unknown})
	lock.PropertyDependencies = map[string]*pulumirpc.AnalyzerPropertyDependencies{"scope": on(urn(databaseType, "db"))}
	r.analyzeStack(t, lock, database,
		deployed(t, serverType, "sql", map[string]any{"serverName": "sql1", "resourceGroupName": "rg1"}),
		deployed(t, groupType, "rg", map[string]any{"resourceGroupName": "rg1"}),
		deployed(t, serverType, "nameless", map[string]any{"serverName": unknown, "resourceGroupName": "rg1"}),
		deployed(t, "azuread:index/group:Group", "group", map[string]any{"id": "/groups/g"}))
	ids := map[string]string{}
	for _, r := range g.Resources {
		ids[r.Name] = r.ID
	}
	server := "/subscriptions/s/resourceGroups/rg1/providers/Microsoft.Sql/servers/sql1"
	require.Equal(t, map[string]string{
		"rg": "/subscriptions/s/resourceGroups/rg1", "sql": server, "db": server + "/databases/db1", "group": "/groups/g", "nameless": "",
		"lock": server + "/databases/db1/providers/Microsoft.Authorization/locks/keep",
	}, ids)
}

func TestWhatWasSeenIsRecorded(t *testing.T) {
	r := start(t, fixed(), whole()).configured(t, "tandem:class", "test")
	r.env[record.Variable] = t.TempDir()
	r.analyze(t, map[string]any{"size": unknown})
	r.analyzeStack(t, deployed(t, serverType, "server", map[string]any{"size": 5.0, "code": map[string]any{signature: assetSig, "text": "x"}}))
	seen, err := record.Read(r.env[record.Variable], "blue")
	require.NoError(t, err)
	require.Equal(t, &record.Record{
		Project: "tandem", Stack: "blue", Class: rule.Test, DryRun: true, NotJudged: []string{"TDM-SYS-901"},
		Resources: []*rule.Resource{{URN: urn(serverType, "server"), Name: "server", Type: serverType, Custom: true,
			Props: map[string]any{"size": 5.0, "code": nil}}},
		Violations:  []record.Finding{{Rule: "TDM-SQL-901", URN: urn(serverType, "server"), Path: "fixed", Found: "not set, which means false", Want: "true"}},
		NotYetKnown: []record.Finding{{Rule: "TDM-SQL-901", URN: urn(serverType, "server"), Path: "size"}},
	}, seen)
	r.env[record.Variable] = filepath.Join(r.env[record.Variable], "none")
	_, err = r.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{})
	require.ErrorContains(t, err, "record what policies saw of stack blue")
}

func TestExemptedViolationsAreToldAndDoNotFail(t *testing.T) {
	const entry = "- {rule: TDM-SQL-901, resource: blue/server, reason: not now, owner: us, expires: 2030-01-31}\n" +
		"- {rule: TDM-NET-901, resource: blue/server, reason: none, owner: us, expires: 2030-01-31}\n"
	rules := []*rule.Rule{fixed(), other()}
	for name, place := range map[string]func(r *rig) string{
		"beside the pack": func(r *rig) string { return filepath.Join(r.dir, "exemptions.yaml") },
		"by the environment": func(r *rig) string {
			r.env[exempt.Variable] = filepath.Join(r.dir, "mine.yaml")
			return r.env[exempt.Variable]
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := startAt(t, "2030-01-01", rules...)
			file := place(r)
			require.NoError(t, os.WriteFile(file, []byte(entry), 0o600))
			r.configured(t)
			require.Empty(t, r.analyze(t, nil).GetDiagnostics())
			require.Empty(t, r.analyzeStack(t, deployed(t, serverType, "server", nil)).GetDiagnostics())
			require.Equal(t, []string{
				"info policy: TDM-SQL-901 for blue/server is exempted until 2030-01-31 by us: not now",
				"warning policy: " + file + ":2: the exemption TDM-NET-901 for blue/server is unused: the rule has no violation there: remove the entry",
			}, r.engine.lines)
		})
	}
}

func TestFaultyExemptionsStopAtOnce(t *testing.T) {
	r := startAt(t, "2030-02-01", fixed())
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, "exemptions.yaml"), []byte("- {rule: TDM-SQL-901, resource: blue/server, reason: r, owner: o, expires: 2030-01-31}\n"), 0o600))
	_, err := r.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "blue"})
	require.ErrorContains(t, err, "expired on 2030-01-31")
	r.env[exempt.Variable] = filepath.Join(r.dir, "none.yaml")
	_, err = r.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "blue"})
	require.ErrorContains(t, err, "name a file that can be read")
}
