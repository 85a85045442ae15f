package mutate

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

const account = "azure-native:storage:StorageAccount"

// noPublicBlobs judges one resource; endpointPerAccount the graph, and is never
// about the endpoint.
var noPublicBlobs = &rule.Rule{ID: "TDM-STO-001", Level: rule.Mandatory, Scope: rule.OneResource, Types: []string{account},
	Check: func(r *rule.Resource, j *rule.Judge) { j.False(r.Get("allowBlobPublicAccess"), true) }}

var endpointPerAccount = &rule.Rule{ID: "TDM-STO-002", Level: rule.Mandatory, Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		reached := map[string]bool{}
		for _, e := range g.OfType("azure-native:network:PrivateEndpoint") {
			for _, c := range e.Get("privateLinkServiceConnections").Items() {
				if to, _ := g.Refers(e, c.Get("privateLinkServiceId")); to != nil {
					reached[to.URN] = true
				}
			}
		}
		for _, a := range g.OfType(account) {
			if !reached[a.URN] {
				j.On(a).Missing("without an endpoint", "a private endpoint")
			}
		}
	}}

// wrongOne blames green's account for what is wrong with blue's.
var wrongOne = &rule.Rule{ID: "TDM-STO-003", Level: rule.Mandatory, Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		accounts := g.OfType(account)
		for i, a := range accounts {
			if a.Get("minimumTlsVersion").Text() != "TLS1_2" {
				j.On(accounts[len(accounts)-1-i]).Missing("old", "new")
			}
		}
	}}

func ran(t *testing.T, rules ...*rule.Rule) (*rule.Graph, Outcome, map[string]Verdict) {
	t.Helper()
	g, _, mutants := generated(t)
	out := Run(rules, rule.Options{}, g, mutants)
	byID := map[string]Verdict{}
	for _, v := range out.Verdicts {
		byID[v.Mutant.ID] = v
	}
	return g, out, byID
}

func TestRunTellsWhichRulesNotice(t *testing.T) {
	g, out, byID := ran(t, noPublicBlobs, endpointPerAccount)
	found, stale := out.Collateral(g, allowed(t, `
- {rules: [TDM-STO-002], type: "*", path: "", kind: [gone], at: "", relation: named, why: "what is gone cannot be reported"}
- {rules: [TDM-STO-002], type: "network:PrivateEndpoint", path: "*", kind: [peer, dangling, removed, changed, item-removed, emptied], of: "storage:StorageAccount", relation: named, why: "the endpoint leads elsewhere now"}
- {rules: [TDM-STO-002], type: "storage:StorageAccount", path: "*", kind: [gone], relation: naming, why: "nothing names an account that is gone"}
`))
	require.Empty(t, found)
	require.Len(t, stale, 1)
	require.Contains(t, stale[0], "TDM-STO-002 in {rules: [TDM-STO-002], type: storage:StorageAccount")
	require.Empty(t, out.Before)
	for id, ids := range map[string]string{
		"blue/blue-account allowBlobPublicAccess flipped true": "TDM-STO-001",
		"blue/blue-account allowBlobPublicAccess removed":      "TDM-STO-001",
		"blue/blue-endpoint gone":                              "TDM-STO-002",
		"blue/blue-endpoint privateLinkServiceConnections[blob].privateLinkServiceId peer " + groupID("green") + "/providers/Microsoft.Storage/storageAccounts/stgreen": "TDM-STO-002",
	} {
		require.Len(t, byID[id].Fired, 1, id)
		require.Equal(t, ids, byID[id].Fired[0].Rule.ID)
	}
	require.False(t, byID["blue/blue-account minimumTlsVersion chosen TLS1_0"].Killed())
	require.Empty(t, out.Silent([]*rule.Rule{noPublicBlobs, endpointPerAccount}))
	byKind, all := out.Totals()
	require.Equal(t, len(out.Verdicts), all.Generated)
	require.Equal(t, all.Generated, all.Killed+all.Refused+all.Survived)
	require.Greater(t, len(byKind), 10)
}

func TestViolationsOfTheUnbrokenGraphAreNoNews(t *testing.T) {
	always := *noPublicBlobs
	always.Check = func(r *rule.Resource, j *rule.Judge) { j.Missing("here", "gone") }
	_, out, byID := ran(t, &always)
	require.Len(t, out.Before, 2)
	require.False(t, byID["blue/blue-account allowBlobPublicAccess flipped true"].Killed())
	require.Len(t, out.Silent([]*rule.Rule{&always}), 1)
}

func allowed(t *testing.T, text string) []*Allowance {
	t.Helper()
	rows, err := allowances([]byte(text))
	require.NoError(t, err)
	return rows
}

// TestCollateralIsTold has a rule that blames another resource, and rows that
// allow just that, or something near it.
func TestCollateralIsTold(t *testing.T) {
	g, out, _ := ran(t, wrongOne)
	const row = `[{rules: [TDM-STO-003], type: "storage:StorageAccount", path: minimumTlsVersion, kind: [%s], at: "%s", relation: %s, why: "only for a test"}]`
	for _, c := range []struct {
		kind, at, relation string
		allowed            bool
	}{
		{"chosen", "", "twin", true}, {"chosen", "", "naming", false}, {"chosen", "", "named", false},
		{"chosen", "", `third, third: "storage:StorageAccount"`, false}, {"chosen", "minimumTlsVersion", "twin", false}, {"removed", "", "twin", false},
	} {
		found, _ := out.Collateral(g, allowed(t, fmt.Sprintf(row, c.kind, c.at, c.relation)))
		told := slices.ContainsFunc(found, func(f Collateral) bool {
			return f.Mutant.ID == "blue/blue-account minimumTlsVersion chosen TLS1_0" && f.Finding.Resource.Name == "green-account"
		})
		require.Equal(t, !c.allowed, told, "%+v", c)
	}
}

func TestClassify(t *testing.T) {
	_, out, _ := ran(t, noPublicBlobs, endpointPerAccount)
	parsed := func(text string) []*Row {
		rows, err := parse([]byte(text))
		require.NoError(t, err)
		return rows
	}
	everything := Classify(parsed(`[{type: "*", path: "*", kind: [flipped, set, chosen, scaled, widened, peer, dangling, changed,
		removed, item-removed, emptied, added, unprotected, gone], reason: harmless, why: "only a test"}]`), out.Verdicts)
	require.Empty(t, everything.Unclassified)
	require.Empty(t, everything.Stale)

	some := Classify(parsed(`
- {type: "storage:StorageAccount", path: minimumTlsVersion, kind: [chosen], new: [TLS1_0], reason: missing, why: "a rule is missing"}
- {type: "storage:StorageAccount", path: allowBlobPublicAccess, kind: [flipped], reason: harmless, why: "a rule notices this"}
- {type: "storage:StorageAccount", path: "networkRuleSet.ipRules[]", kind: [item-removed], reason: harmless, why: "fewer may pass"}
`), out.Verdicts)
	require.Len(t, some.Missing, 2, "one in each stamp")
	require.Len(t, some.Stale, 1, "what a rule notices is no survivor")
	for _, m := range some.Unclassified {
		require.NotEqual(t, ItemRemoved, m.Kind, m.ID)
	}
	require.Contains(t, Places(some.Missing), "storage:StorageAccount minimumTlsVersion: chosen (2) TLS1_0")
}

func TestRowsSayWhy(t *testing.T) {
	for _, text := range []string{
		`[{type: "*", path: "*", kind: [gone], reason: harmless}]`,
		`[{type: "*", path: "*", kind: [gone], reason: boring, why: "it is not interesting"}]`,
		`[{type: "*", path: "*", reason: harmless, why: "it has no kind of mutant"}]`,
		`[{type: "*", colour: red}]`,
	} {
		_, err := parse([]byte(text))
		require.Error(t, err, text)
	}
	for _, text := range []string{
		`[{rules: [TDM-STO-001], type: "*", path: "*", kind: [gone], relation: named}]`,
		`[{rules: [TDM-STO-001], type: "*", path: "*", kind: [gone], relation: near, why: "it is not far away"}]`,
		`[{rules: [TDM-STO-001], type: "*", path: "*", kind: [gone], relation: third, why: "which third one is not said"}]`,
		`[{type: "*", path: "*", kind: [gone], relation: named, why: "it names no rule"}]`,
	} {
		_, err := allowances([]byte(text))
		require.Error(t, err, text)
	}
	_, err := Allowances()
	require.NoError(t, err)
	_, err = Survivors()
	require.NoError(t, err)
	_, err = SilentRows()
	require.NoError(t, err)
}

func TestTypesWithoutASpecificationAreTold(t *testing.T) {
	g := system()
	g.Resources = append(g.Resources, made("blue", "azuread:index/application:Application", "app", "", map[string]any{"signInAudience": "AzureADMyOrg"}))
	unknown, err := Unknown(g)
	require.NoError(t, err)
	require.Equal(t, []string{"azuread:index/application:Application"}, unknown)
	mutants, err := Generate(g)
	require.NoError(t, err)
	require.Contains(t, mutants[len(mutants)-1].ID, "blue/blue-app signInAudience changed")
}
