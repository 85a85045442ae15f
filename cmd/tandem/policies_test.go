package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// TestTheEngineIsToldOfRulesThatAConfigNames keeps it from checking and counting
// every other rule on every resource.
func TestTheEngineIsToldOfRulesThatAConfigNames(t *testing.T) {
	p := &policies{}
	require.Equal(t, "none", p.environment()[record.DeclareVariable])
	p.options = rule.Options{
		Levels: map[string]rule.Level{"TDM-STO-015": rule.Advisory, "TDM-APP-033": rule.Disabled},
		Params: map[string]map[string]any{"TDM-STO-015": {"days": 1.0}, "TDM-DR-002": {"kilometres": 1.0}},
	}
	require.Equal(t, "TDM-APP-033,TDM-DR-002,TDM-STO-015", p.environment()[record.DeclareVariable])
}

// TestExemptionsOfARevisionHoldEachForItself: one has run out since.
func TestExemptionsOfARevisionHoldEachForItself(t *testing.T) {
	a, dir := commits(t, "one")
	require.Nil(t, a.exemptionsOf(t.Context(), "HEAD"), "there is no such file")
	rule, day := rules.All()[0].ID, time.Now().UTC()
	text := fmt.Sprintf("- {rule: %s, resource: blue/over, reason: r, owner: o, expires: %s}\n- {rule: %s, resource: blue/holds, reason: r, owner: o, expires: %s}\n",
		rule, day.AddDate(0, 0, -2).Format(time.DateOnly), rule, day.AddDate(0, 0, 5).Format(time.DateOnly))
	require.NoError(t, writeFile(filepath.Join(dir, "policy", "exemptions.yaml"), []byte(text)))
	gitIn(t, dir, "add", "--all")
	gitIn(t, dir, "commit", "--quiet", "--message", "exemptions")
	held := a.exemptionsOf(t.Context(), "HEAD").Entries
	require.Len(t, held, 1)
	require.Equal(t, "blue/holds", held[0].Resource)
}

// TestWhatExemptionsAcceptIsTold records a violation in one stack, and exempts it.
func TestWhatExemptionsAcceptIsTold(t *testing.T) {
	judged := rules.All()[slices.IndexFunc(rules.All(), func(r *rule.Rule) bool { return r.Scope != rule.System })]
	p := &policies{dir: t.TempDir()}
	for _, stack := range system.ProductionTiers().Stacks() {
		r := &record.Record{Stack: stack, Class: rule.Production}
		if stack == "blue" {
			server := &rule.Resource{URN: "urn:pulumi:blue::tandem::azure-native:sql:Server::server", Name: "server", Type: "azure-native:sql:Server", Custom: true, Props: map[string]any{}}
			r.Resources = []*rule.Resource{server}
			r.Violations = []record.Finding{{Rule: judged.ID, URN: server.URN, Path: "p"}}
		}
		require.NoError(t, record.Write(p.dir, r))
	}
	stacks := system.ProductionTiers().Stacks()
	seen, err := p.verdicts(stacks)
	require.NoError(t, err)
	require.Empty(t, seen.accepted, "there are no exemptions")

	expires := time.Now().UTC().AddDate(0, 0, 5).Format(time.DateOnly)
	entry := func(resource string) string {
		return "- {rule: " + judged.ID + ", resource: " + resource + ", reason: r, owner: o, expires: " + expires + "}\n"
	}
	for _, text := range []string{entry("blue/server"), entry("blue/server") + entry("green/other")} {
		p.exemptions, err = exempt.Parse("f", []byte(text), rules.All(), time.Now())
		require.NoError(t, err)
		seen, err = p.verdicts(stacks)
		require.NoError(t, err, text)
		require.Len(t, seen.accepted, 1, text)
		require.Equal(t, "server", seen.accepted[0].Resource)
	}
	_, err = p.judge(stacks)
	require.Equal(t, exitUsage, exitCode(err))
	require.ErrorContains(t, err, "the exemption "+judged.ID+" for green/other is unused")
	require.NoError(t, p.forget("global"))
	seen, err = p.verdicts(stacks)
	require.NoError(t, err, "a stack that was not seen")
	require.Len(t, seen.accepted, 1)
	_, err = p.judge(stacks)
	require.ErrorIs(t, err, fs.ErrNotExist)
}
