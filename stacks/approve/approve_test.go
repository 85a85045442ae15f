package approve_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/stacks/approve"
)

const (
	message = "our request"
	app     = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/app"
	account = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"
	server  = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/sql"
)

// arm is a Resource Manager of a few documents. Each call of a function in turns
// may change it first.
type arm struct {
	docs  map[string]map[string]any
	lists map[string][]map[string]any
	turns []func(*arm)
	err   error
	puts  []string
}

func (a *arm) turn() {
	if len(a.turns) > 0 {
		a.turns[0](a)
		a.turns = a.turns[1:]
	}
}

func (a *arm) Subscription() string { return "s" }

func (a *arm) Get(_ context.Context, id, apiVersion string) (map[string]any, bool, error) {
	a.turn()
	if apiVersion == "" {
		return nil, false, errors.New("no API version")
	}
	doc, found := a.docs[id]
	return doc, found, a.err
}

func (a *arm) List(_ context.Context, path, _ string) ([]map[string]any, error) {
	a.turn()
	return a.lists[path], a.err
}

func (a *arm) Put(_ context.Context, id, _ string, body map[string]any) error {
	a.puts = append(a.puts, id)
	parent := id[:strings.LastIndex(id, "/")]
	for _, item := range a.lists[parent] {
		if item["id"] == id {
			item["properties"] = body["properties"]
		}
	}
	return nil
}

// connection is a private-link connection at a target.
func connection(target, name, description, status string) map[string]any {
	return map[string]any{
		"id": target + "/privateEndpointConnections/" + name,
		"properties": map[string]any{"privateLinkServiceConnectionState": map[string]any{
			"description": description, "status": status,
		}},
	}
}

func TestApprovesOnlyOurRequests(t *testing.T) {
	for _, target := range []string{app, account} {
		list := target + "/privateEndpointConnections"
		a := &arm{lists: map[string][]map[string]any{list: {
			connection(target, "ours", message, "Pending"),
			connection(target, "approved", message, "Approved"),
			connection(target, "longer", message+" too", "Pending"),
			connection(target, "silent", "", "Pending"),
		}}}
		c := approve.NewWith(a, "")
		require.NoError(t, c.EnsureApproved(t.Context(), target, message))
		require.Equal(t, []string{list + "/ours"}, a.puts)

		require.NoError(t, c.EnsureApproved(t.Context(), target, message), "a second run has nothing to do")
		require.Len(t, a.puts, 1)
	}
}

func TestWaitsForTheRequestToArrive(t *testing.T) {
	list := app + "/privateEndpointConnections"
	a := &arm{lists: map[string][]map[string]any{}}
	a.turns = []func(*arm){func(*arm) {}, func(a *arm) {
		a.lists[list] = []map[string]any{connection(app, "late", message, "Pending")}
	}}
	require.NoError(t, approve.NewWith(a, "").EnsureApproved(t.Context(), app, message))
	require.Len(t, a.puts, 1)

	ctx, cancel := context.WithCancel(t.Context())
	none := &arm{turns: []func(*arm){func(*arm) { cancel() }}}
	err := approve.NewWith(none, "").EnsureApproved(ctx, app, message)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, `no connection with the request message "our request" has arrived`)
}

func TestRejectedRequestIsNamed(t *testing.T) {
	list := app + "/privateEndpointConnections"
	a := &arm{lists: map[string][]map[string]any{list: {connection(app, "x", message, "Rejected")}}}
	err := approve.NewWith(a, "").EnsureApproved(t.Context(), app, message)
	require.ErrorContains(t, err, list+"/x")
	require.ErrorContains(t, err, "Rejected")
	require.Empty(t, a.puts)

	require.ErrorContains(t, approve.NewWith(a, "").EnsureApproved(t.Context(), server, message), "neither a web app nor a storage account")
}

func TestGroupRole(t *testing.T) {
	group := func(role string) *arm {
		return &arm{docs: map[string]map[string]any{
			server + "/failoverGroups/fg": {"properties": map[string]any{"replicationRole": role}},
		}}
	}
	cases := []struct {
		arm  *arm
		want topology.Role
		err  string
	}{
		{group("Primary"), topology.RolePrimary, ""},
		{group("Secondary"), topology.RoleSecondary, ""},
		{&arm{}, topology.RoleAbsent, ""},
		{group("Tertiary"), topology.RoleUnknown, "Tertiary"},
		{&arm{err: errors.New("no route to host")}, topology.RoleUnknown, "no route to host"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %s", c.want, c.err), func(t *testing.T) {
			role, err := approve.NewWith(c.arm, "").GroupRole(t.Context(), server, "fg")
			require.Equal(t, c.want, role)
			if c.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.err)
		})
	}
}

func TestWaitHealthy(t *testing.T) {
	site := func(state, available string) map[string]map[string]any {
		return map[string]map[string]any{app: {"properties": map[string]any{"state": state, "availabilityState": available}}}
	}
	a := &arm{docs: site("Stopped", "Normal"), turns: []func(*arm){
		func(*arm) {}, func(a *arm) { a.docs = site("Running", "Limited") }, func(a *arm) { a.docs = site("Running", "Normal") },
	}}
	require.NoError(t, approve.NewWith(a, "").WaitHealthy(t.Context(), app))
	require.Empty(t, a.turns)

	require.ErrorContains(t, approve.NewWith(&arm{}, "").WaitHealthy(t.Context(), app), "does not exist")
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := approve.New(func(string) string { return "" })
	require.ErrorContains(t, err, "ARM_SUBSCRIPTION_ID")
}
