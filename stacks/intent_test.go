package stacks

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/topology"
)

// changes are the inputs in which two graphs differ, as "name.input".
func changes(before, after *graphtest.Graph) []string {
	var diff []string
	seen := map[string]bool{}
	for _, r := range before.Resources {
		seen[r.URN] = true
		other := after.ByURN(r.URN)
		if other == nil {
			diff = append(diff, r.Name+" is gone")
			continue
		}
		for key, value := range r.Inputs {
			if !reflect.DeepEqual(value, other.Inputs[key]) {
				diff = append(diff, fmt.Sprintf("%s.%s", r.Name, key))
			}
		}
		if len(r.Inputs) != len(other.Inputs) {
			diff = append(diff, r.Name+" has other inputs")
		}
	}
	for _, r := range after.Resources {
		if !seen[r.URN] {
			diff = append(diff, r.Name+" is new")
		}
	}
	sort.Strings(diff)
	return diff
}

func TestFlipOfActiveChangesPrioritiesOnly(t *testing.T) {
	want := []string{"global-edge-app-blue-origin.priority", "global-edge-app-green-origin.priority"}
	blue := running(t, topology.Blue).Graph
	green := running(t, topology.Green).Graph
	require.Equal(t, want, changes(blue, green))
	require.Equal(t, 1.0, input(t, green, "global-edge-app-green-origin", "priority"))
	require.Equal(t, 2.0, input(t, green, "global-edge-app-blue-origin", "priority"))

	faulty := record(t, system(t, map[string]string{"active": "green", "rateLimit": "77"}), &fakeAzure{roles: primary(topology.Green)})
	require.NotEqual(t, want, changes(blue, faulty))
}

func TestOutDisablesTheGenericOriginOnly(t *testing.T) {
	azure := &fakeAzure{roles: primary(topology.Blue)}
	in := running(t, topology.Blue).Graph
	out := record(t, system(t, map[string]string{"out": "green"}), azure)
	require.Equal(t, []string{"global-edge-app-green-origin.enabledState"}, changes(in, out))
	require.Equal(t, "Disabled", named(t, out, "global-edge-app-green-origin").Text("enabledState"))
}

func input(t *testing.T, g *graphtest.Graph, name, path string) any {
	t.Helper()
	v, found := named(t, g, name).Input(path)
	require.True(t, found)
	return v
}

func TestFrozenGroupIgnoresEverything(t *testing.T) {
	names := []string{"global-sql-blue-database", "global-sql-green-database", "global-sql-failover-group"}
	free := running(t, topology.Blue).Graph
	for _, name := range names {
		require.Empty(t, named(t, free, name).IgnoreChanges, name)
	}
	frozen := running(t, topology.Green).Graph
	for _, name := range names {
		r := named(t, frozen, name)
		for key := range r.Inputs {
			require.True(t, slices.Contains(r.IgnoreChanges, string(key)), "%s does not ignore %s", name, key)
		}
		require.NotContains(t, r.IgnoreChanges, "")
	}
	// Azure swaps this one in a failover, although nobody sets it.
	require.Contains(t, named(t, frozen, "global-sql-blue-database").IgnoreChanges, "secondaryType")
	rehomed := record(t, system(t, map[string]string{"active": "green", "anchor": "green"}), &fakeAzure{roles: primary(topology.Green)})
	require.Empty(t, named(t, rehomed, "global-sql-failover-group").IgnoreChanges)
}

func TestStaleIntentIsRefusedBeforeAnythingIsRegistered(t *testing.T) {
	g, err := run(t, system(t), &fakeAzure{roles: primary(topology.Green)})
	require.Error(t, err)
	require.Contains(t, err.Error(), "unsafe: tandem:active is blue, but the failover group's primary is stamp green's server")
	require.Empty(t, g.Resources)
}

func TestUnreachableServerNeedsARecordedReason(t *testing.T) {
	azure := func() *fakeAzure {
		return &fakeAzure{
			roles:       map[topology.Stamp]topology.Role{topology.Blue: topology.RolePrimary},
			unreachable: map[topology.Stamp]bool{topology.Green: true},
		}
	}
	_, err := run(t, system(t), azure())
	require.ErrorContains(t, err, "unsafe: ")
	require.ErrorContains(t, err, "tandem:roleOverride")
	require.ErrorContains(t, err, "the region does not answer")
	record(t, system(t, map[string]string{"roleOverride": "westeurope is down"}), azure())
	record(t, system(t, map[string]string{"out": "green"}), azure())
}

func TestRoutesWaitForApproval(t *testing.T) {
	azure := &fakeAzure{}
	g := record(t, system(t), azure)
	require.Len(t, azure.approved, 4)
	for target, message := range azure.approved {
		require.Equal(t, global.RequestMessage, message, target)
	}
	for _, s := range topology.Stamps() {
		require.Contains(t, azure.approved, named(t, g, s.String()+"-app-site").ID)
	}
	routes := g.ByToken("azure-native:cdn:Route")
	require.Len(t, routes, 5)
	for _, origin := range g.ByToken("azure-native:cdn:AFDOrigin") {
		require.Equal(t, global.RequestMessage, origin.Text("sharedPrivateLinkResource.requestMessage"))
	}

	refused, err := run(t, system(t), &fakeAzure{refuse: map[string]error{"app-tandem-prod-green": errors.New("rejected by hand")}})
	require.ErrorContains(t, err, "is not approved, so no route may lead there: rejected by hand")
	for _, route := range refused.ByToken("azure-native:cdn:Route") {
		require.NotContains(t, []string{"global-edge-app-route", "global-edge-green-route"}, route.Name)
	}
}

func TestPreviewActsOnNothing(t *testing.T) {
	azure := &fakeAzure{}
	_, err := run(t, system(t), azure, graphtest.WithPreview())
	require.NoError(t, err)
	require.Empty(t, azure.approved)
	require.Empty(t, azure.waited)
}

// settingsOf are the resources that write a web app's settings.
var settingsOf = []string{"sign-in", "connections", "settings"}

// TestActiveAppFollowsAHealthyStandby holds the wiring to never writing the settings
// of both web apps at once: whichever stamp is active, each of its settings waits for
// all of the other's, and one app's are written one after the other.
func TestActiveAppFollowsAHealthyStandby(t *testing.T) {
	for active, standby := range map[topology.Stamp]topology.Stamp{topology.Blue: topology.Green, topology.Green: topology.Blue} {
		ran := running(t, active)
		g := ran.Graph
		require.Equal(t, []string{named(t, g, standby.String()+"-app-site").ID}, ran.azure.waited)
		for i, later := range settingsOf {
			for _, earlier := range settingsOf {
				a, s := named(t, g, "global-wiring-"+active.String()+"-"+later), named(t, g, "global-wiring-"+standby.String()+"-"+earlier)
				require.True(t, g.DependsOn(a, s), "%s does not wait for %s", a.Name, s.Name)
				require.False(t, g.DependsOn(s, a))
			}
			if i > 0 {
				own := named(t, g, "global-wiring-"+standby.String()+"-"+later)
				require.True(t, g.DependsOn(own, named(t, g, "global-wiring-"+standby.String()+"-"+settingsOf[i-1])))
			}
		}
	}

	sick, err := run(t, system(t), &fakeAzure{unhealthy: errors.New("it keeps restarting")})
	require.ErrorContains(t, err, "stamp green is not healthy with its new settings, so stamp blue's stay as they are")
	_, err = sick.ByName("global-wiring-green-settings")
	require.NoError(t, err)
	for _, name := range []string{"settings", "connections", "sign-in"} {
		_, err = sick.ByName("global-wiring-blue-" + name)
		require.Error(t, err, name)
	}
}
