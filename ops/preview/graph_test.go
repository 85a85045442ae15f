package preview_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// two is a system of two stamps, smaller than the real one but whole.
type two struct{ resources []*rule.Resource }

func (s *two) add(typ, name string, props map[string]any) *rule.Resource {
	r := &rule.Resource{URN: "urn:pulumi:s::p::" + typ + "::" + name, Name: name, Type: typ, Custom: true, Props: props}
	s.resources = append(s.resources, r)
	return r
}

func newTwo(zonal bool) *two {
	s := &two{}
	for stamp, region := range map[string]string{"blue": "northeurope", "green": "westeurope"} {
		group := "rg-" + stamp
		s.add("azure-native:resources:ResourceGroup", stamp+"-group", map[string]any{"resourceGroupName": group, "tags": map[string]any{"stamp": stamp}})
		in := func(props map[string]any) map[string]any { props["resourceGroupName"] = group; return props }
		s.add("azure-native:web:AppServicePlan", stamp+"-plan", in(map[string]any{"zoneRedundant": zonal}))
		s.add("azure-native:web:WebApp", stamp+"-app", in(map[string]any{"location": region}))
		s.add("azure-native:storage:StorageAccount", stamp+"-storage", in(map[string]any{}))
		s.add("azure-native:keyvault:Vault", stamp+"-vault", in(map[string]any{}))
		for _, to := range []string{"app", "sql", "blob", "vault"} {
			s.add("azure-native:network:PrivateEndpoint", stamp+"-"+to+"-endpoint", in(map[string]any{}))
		}
		s.add("azure-native:sql:Server", stamp+"-server", in(map[string]any{"location": region}))
		s.add("azure-native:sql:Database", stamp+"-database", in(map[string]any{"databaseName": "tandem", "serverName": "sql-" + stamp, "zoneRedundant": zonal}))
		s.add("azure-native:cdn:AFDOrigin", stamp+"-origin", map[string]any{"originGroupName": "app", "hostName": stamp + ".example", "enabledState": "Enabled"})
	}
	for _, way := range [][2]string{{"b", "g"}, {"g", "b"}} {
		s.add("azure-native:storage:ObjectReplicationPolicy", way[0]+"-to-"+way[1], map[string]any{"sourceAccount": way[0], "destinationAccount": way[1]})
	}
	s.add("azure-native:sql:FailoverGroup", "group", map[string]any{"databases": []any{"/subscriptions/s/d"}, "partnerServers": []any{map[string]any{}},
		"readWriteEndpoint": map[string]any{"failoverPolicy": "Manual"}})
	s.add("azure-native:cdn:Profile", "edge", nil)
	group := s.add("azure-native:cdn:AFDOriginGroup", "origins", map[string]any{"originGroupName": "app"})
	group.ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cdn/profiles/p/originGroups/app"
	s.add("azure-native:cdn:Route", "route", map[string]any{"originGroup": map[string]any{"id": group.ID}, "enabledState": "Enabled"})
	s.add("azuread:index/application:Application", "sign-in", nil)
	return s
}

func (s *two) graph() *rule.Graph { return rule.NewGraph(s.resources, true) }

func (s *two) find(name string) *rule.Resource {
	for _, r := range s.resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// TestCompositeLevels computes what docs/preview.md derives by hand.
func TestCompositeLevels(t *testing.T) {
	plain, zonal := preview.Assess(newTwo(false).graph()), preview.Assess(newTwo(true).graph())
	require.InDelta(t, 99.790, plain.Stamp, 0.0005)
	require.InDelta(t, 99.9796, plain.System, 0.00005)
	require.InDelta(t, 99.835, zonal.Stamp, 0.0005)
	require.InDelta(t, 99.9797, zonal.System, 0.00005)
	require.InDelta(t, 8.8, plain.Minutes(), 0.05)
	require.Equal(t, []string{"northeurope", "westeurope"}, plain.Regions)
	require.Zero(t, plain.Zonal)
	require.Equal(t, 2, zonal.Zonal)
	require.False(t, preview.Assess(nil).Known)
}

// TestRecoveryPath breaks one part of the path at a time.
func TestRecoveryPath(t *testing.T) {
	for _, n := range preview.Assess(newTwo(true).graph()).Recovery {
		require.True(t, n.Met && !n.Unknown, n.Name)
	}
	for name, c := range map[string]struct {
		need    string
		unknown bool
		cut     func(s *two)
	}{
		"one region of applications": {"an application in each", false, func(s *two) { s.find("green-app").Props["location"] = "northeurope" }},
		"one region of servers":      {"SQL servers", false, func(s *two) { s.find("green-server").Props["location"] = "northeurope" }},
		"a database on one server":   {"every database", false, func(s *two) { s.find("green-database").Props["serverName"] = "sql-blue" }},
		"a group without a database": {"a failover group", false, func(s *two) { s.find("group").Props["databases"] = []any{} }},
		"a group that fails by itself": {"a failover group", false, func(s *two) {
			s.find("group").Props["readWriteEndpoint"] = map[string]any{"failoverPolicy": "Automatic"}
		}},
		"a group that is not known":  {"a failover group", true, func(s *two) { s.find("group").Props["databases"] = rule.Unknown{} }},
		"an origin that is disabled": {"a route to two", false, func(s *two) { s.find("green-origin").Props["enabledState"] = "Disabled" }},
		"a route that is disabled":   {"a route to two", false, func(s *two) { s.find("route").Props["enabledState"] = "Disabled" }},
		"blobs that go one way":      {"blobs", false, func(s *two) { s.find("g-to-b").Props["sourceAccount"] = "c" }},
		"blobs that are not known":   {"blobs", true, func(s *two) { s.find("g-to-b").Props["sourceAccount"] = rule.Unknown{} }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTwo(true)
			c.cut(s)
			broken := 0
			for _, n := range preview.Assess(s.graph()).Recovery {
				if !n.Met {
					broken++
					require.True(t, strings.HasPrefix(n.Name, c.need), n.Name)
					require.Equal(t, c.unknown, n.Unknown)
				}
			}
			require.Equal(t, 1, broken)
			r := preview.New(preview.Input{Before: newTwo(true).graph(), After: s.graph(), Changes: []*system.Change{{Stack: "global", Counts: system.Counts{Update: 1}}}})
			require.Equal(t, c.unknown, r.Verdict == preview.Safe, "%v", r.Reasons)
		})
	}
}

// TestReachFollowsTheResources lets the global stack change resources in both stamps.
func TestReachFollowsTheResources(t *testing.T) {
	s := newTwo(true)
	change := func(names ...string) preview.Blast {
		c := &system.Change{Stack: "global"}
		for _, name := range names {
			c.Steps = append(c.Steps, system.Step{Op: "update", URN: s.find(name).URN, Name: name})
		}
		return preview.New(preview.Input{Before: s.graph(), After: s.graph(), Changes: []*system.Change{c}}).Blast
	}
	require.Equal(t, preview.Blast{Stamps: []string{"blue"}}, change("blue-app"))
	require.Equal(t, preview.Blast{Stamps: []string{"blue", "green"}}, change("green-app", "blue-app"))
	require.True(t, change("green-app", "blue-app").Both())
	require.Equal(t, preview.Blast{Stamps: []string{"green"}, Global: true}, change("green-app", "edge"))
	require.Equal(t, preview.Blast{}, change())
}

// TestTheRevisionAloneReachesNothing is about the tag that every deployment writes.
func TestTheRevisionAloneReachesNothing(t *testing.T) {
	traced := []system.Step{{Op: "update", URN: "u", Properties: []system.Property{{Path: "tags.revision", Old: "a", New: "b"}}}}
	tagged := []system.Step{{Op: "update", URN: "u", Properties: []system.Property{{Path: "tags.revision", Old: "a", New: "b"}, {Path: "tags.image"}}}}
	r := preview.New(preview.Input{Changes: []*system.Change{{Stack: "blue", Steps: traced}, {Stack: "green", Steps: tagged}}})
	require.Equal(t, []string{"green"}, r.Blast.Stamps)
}

// TestReachOfADeletedResource is about a deleted resource, which only the
// base knows.
func TestReachOfADeletedResource(t *testing.T) {
	s := newTwo(true)
	c := &system.Change{Stack: "global", Steps: []system.Step{{Op: "delete", URN: s.find("green-app").URN}}}
	require.Equal(t, []string{"green"}, preview.New(preview.Input{Before: s.graph(), Changes: []*system.Change{c}}).Blast.Stamps)
}
