package system_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
)

// azure is a reader of what it holds: documents by id, items by collection.
type azure struct {
	docs  map[string]map[string]any
	items map[string][]map[string]any
	fails map[string]error
}

func (a *azure) Get(_ context.Context, id, _ string) (map[string]any, bool, error) {
	doc, ok := a.docs[id]
	return doc, ok, a.fails[id]
}

func (a *azure) List(_ context.Context, path, _ string) ([]map[string]any, error) {
	return a.items[path], a.fails[path]
}

func properties(name string, value any) map[string]any {
	return map[string]any{"properties": map[string]any{name: value}}
}

// deployed is an Azure in which everything that the layout names stands, blue active.
func deployed(t *testing.T) (*azure, system.Layout) {
	t.Helper()
	all, err := settings.LoadDir("../..")
	require.NoError(t, err)
	l := system.NewLayout(all, "00000000-0000-4000-8000-0000000000a1")
	a := &azure{docs: map[string]map[string]any{}, items: map[string][]map[string]any{}, fails: map[string]error{}}
	for _, e := range l.Expected {
		a.docs[e.ID] = properties("provisioningState", "Succeeded")
	}
	for _, st := range l.Stamps {
		a.docs[st.Group]["tags"] = map[string]any{"revision": revisionOf(st.Stamp), "image": "sha256:" + st.Stamp}
		a.docs[st.App]["tags"] = map[string]any{"revision": revisionOf(st.Stamp), "image": "sha256:" + st.Stamp}
	}
	a.docs[l.Global.Group]["tags"] = map[string]any{"revision": revisionOf("global")}
	a.docs[l.Stamps[0].FailoverGroup] = properties("replicationRole", "Primary")
	a.docs[l.Stamps[1].FailoverGroup] = properties("replicationRole", "Secondary")
	return a, l
}

// revisionOf is what a part of the deployed system tells that it was built from.
func revisionOf(part string) string { return "4f2a9c1-" + part }

func assess(t *testing.T, a *azure, l system.Layout) system.Status {
	t.Helper()
	s, err := system.Observe(t.Context(), a, l)
	require.NoError(t, err)
	return system.Assess(s)
}

func TestStatusOfASystemThatStandsHasNoFindings(t *testing.T) {
	a, l := deployed(t)
	s := assess(t, a, l)
	require.Empty(t, s.Findings)
	require.Equal(t, s.Stamps[0].Resources, s.Stamps[0].Succeeded)
	require.Equal(t, "active", s.Stamps[0].Intent)
	require.Equal(t, "standby", s.Stamps[1].Intent)
}

func TestStatusFinds(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*azure, system.Layout)
		want  []string
	}{
		{"what is missing", func(a *azure, l system.Layout) { delete(a.docs, l.Stamps[1].Vault) },
			[]string{"missing", "tandem up --refresh"}},
		{"a deployment that stopped half-way", func(a *azure, l system.Layout) {
			a.docs[l.Stamps[0].Group]["tags"] = map[string]any{"revision": "newer"}
		},
			[]string{"resource group of blue is of revision newer, its web app of 4f2a9c1-blue", "tandem up finishes it"}},
		{"tags that were taken away", func(a *azure, l system.Layout) { delete(a.docs[l.Stamps[1].App], "tags") },
			[]string{"web app of green does not tell its revision", "tandem up --refresh"}},
		{"what failed", func(a *azure, l system.Layout) { a.docs[l.Stamps[0].App] = properties("provisioningState", "Failed") },
			[]string{"state Failed"}},
		{"a role that is not the intent", func(a *azure, l system.Layout) {
			a.docs[l.Stamps[0].FailoverGroup], a.docs[l.Stamps[1].FailoverGroup] = a.docs[l.Stamps[1].FailoverGroup], a.docs[l.Stamps[0].FailoverGroup]
		}, []string{"primary is in green", "tandem:active to green"}},
		{"a server that does not answer", func(a *azure, l system.Layout) { a.fails[l.Stamps[1].FailoverGroup] = errors.New("503") },
			[]string{"SQL server of green did not answer"}},
		{"links that cannot be read", func(a *azure, l system.Layout) {
			a.fails[l.Stamps[0].App+"/privateEndpointConnections"] = errors.New("429 TooManyRequests")
		}, []string{"not known: 429 TooManyRequests", "privateendpointconnections"}},
		{"a link that waits", link("Pending"), []string{"web app of blue", "Pending", "tandem up approves"}},
		{"a link that was turned down", link("Rejected"), []string{"Rejected", "remove it"}},
		{"a replication with one end", func(a *azure, l system.Layout) {
			a.items[l.Stamps[0].Storage+"/objectReplicationPolicies"] = []map[string]any{{"properties": map[string]any{
				"policyId": "p", "sourceAccount": l.Stamps[0].Storage, "destinationAccount": l.Stamps[1].Storage}}}
		}, []string{"blob replication blue to green: source only"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, l := deployed(t)
			c.spoil(a, l)
			findings := strings.Join(assess(t, a, l).Findings, "\n")
			for _, want := range c.want {
				require.Contains(t, findings, want)
			}
		})
	}
}

func link(status string) func(*azure, system.Layout) {
	return func(a *azure, l system.Layout) {
		a.items[l.Stamps[0].App+"/privateEndpointConnections"] = []map[string]any{{"name": "c",
			"properties": map[string]any{"privateLinkServiceConnectionState": map[string]any{"status": status}}}}
	}
}

// Which revision runs at which address, and which stamps the generic address leads to.
func TestStatusTellsRevisions(t *testing.T) {
	a, l := deployed(t)
	origin := func(stamp string, priority float64, state string) {
		a.docs[l.Global.Origins[stamp]] = map[string]any{"properties": map[string]any{"priority": priority, "enabledState": state}}
	}
	origin("blue", 1, "Enabled")
	origin("green", 2, "Enabled")
	a.docs[l.Stamps[0].Endpoint] = properties("hostName", "blue.example.net")
	s := assess(t, a, l)
	require.Equal(t, []string{"4f2a9c1-blue", "sha256:blue", "blue.example.net"},
		[]string{s.Stamps[0].Revision, s.Stamps[0].ImageDigest, s.Stamps[0].Address})
	require.Equal(t, "4f2a9c1-global", s.Edge.Revision)
	require.Equal(t, []string{"blue"}, s.Edge.Serves)
	origin("blue", 1, "Disabled")
	require.Equal(t, []string{"green"}, assess(t, a, l).Edge.Serves)
	origin("blue", 2, "Enabled")
	require.Equal(t, []string{"blue", "green"}, assess(t, a, l).Edge.Serves)
}

func TestStatusOfNothingSaysSo(t *testing.T) {
	_, l := deployed(t)
	s := assess(t, &azure{}, l)
	require.Equal(t, []string{"nothing is deployed: run tandem up"}, s.Findings)
	require.Empty(t, s.Missing)
}

func TestStatusFailsWhenNothingCanBeRead(t *testing.T) {
	a, l := deployed(t)
	unreachable := errors.New("no route to host")
	for _, e := range l.Expected {
		a.fails[e.ID] = unreachable
	}
	_, err := system.Observe(t.Context(), a, l)
	require.ErrorIs(t, err, unreachable)
}
