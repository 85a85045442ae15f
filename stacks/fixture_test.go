package stacks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/topology"
)

// fakeAzure stands in for what the program does to Azure by itself.
type fakeAzure struct {
	roles       map[topology.Stamp]topology.Role // absent where not set
	unreachable map[topology.Stamp]bool
	refuse      map[string]error // by a part of the target's id
	unhealthy   error

	mu       sync.Mutex
	approved map[string]string // request message by target
	waited   []string
}

func (f *fakeAzure) Subscription() string { return graphtest.SubscriptionID }

func (f *fakeAzure) GroupRole(_ context.Context, serverID, _ string) (topology.Role, error) {
	for _, s := range topology.Stamps() {
		if !strings.Contains(serverID, "-"+s.String()) {
			continue
		}
		if f.unreachable[s] {
			return topology.RoleUnknown, errors.New("the region does not answer")
		}
		if r, found := f.roles[s]; found {
			return r, nil
		}
	}
	return topology.RoleAbsent, nil
}

func (f *fakeAzure) EnsureApproved(_ context.Context, targetID, requestMessage string) error {
	for part, err := range f.refuse {
		if strings.Contains(targetID, part) {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.approved == nil {
		f.approved = map[string]string{}
	}
	f.approved[targetID] = requestMessage
	return nil
}

func (f *fakeAzure) WaitHealthy(_ context.Context, webAppID string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waited = append(f.waited, webAppID)
	return f.unhealthy
}

// primary are the roles after the group's primary has come to be that stamp's server.
func primary(s topology.Stamp) map[topology.Stamp]topology.Role {
	return map[topology.Stamp]topology.Role{s: topology.RolePrimary, s.Peer(): topology.RoleSecondary}
}

// shipped are the values of a stack file of this repository, as Pulumi hands them to a program.
func shipped(t *testing.T, stack string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../Pulumi." + stack + ".yaml")
	require.NoError(t, err)
	var file struct {
		Config map[string]any `yaml:"config"`
	}
	require.NoError(t, yaml.Unmarshal(raw, &file))
	values := map[string]string{}
	for key, value := range file.Config {
		if list, isList := value.([]any); isList {
			text, err := json.Marshal(list)
			require.NoError(t, err)
			values[key] = string(text)
			continue
		}
		values[key] = fmt.Sprint(value)
	}
	return values
}

// system are the values of a stack that holds both stamps, made of the shipped ones.
func system(t *testing.T, edits ...map[string]string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, stack := range []string{"blue", "global"} {
		for key, value := range shipped(t, stack) {
			values[key] = value
		}
	}
	for _, s := range topology.Stamps() {
		own := shipped(t, s.String())
		values["tandem:"+s.String()+"Location"] = own["tandem:location"]
		values["tandem:"+s.String()+"AddressSpace"] = own["tandem:addressSpace"]
	}
	for _, key := range []string{"stamp", "location", "addressSpace"} {
		delete(values, "tandem:"+key)
	}
	values["tandem:layer"] = "system"
	return with(values, edits...)
}

func with(values map[string]string, edits ...map[string]string) map[string]string {
	for _, edit := range edits {
		for key, value := range edit {
			values["tandem:"+key] = value
		}
	}
	return values
}

// run deploys one stack against the recording mocks. What the stack exports
// is in the graph's outputs by name.
func run(t *testing.T, values map[string]string, azure *fakeAzure, options ...graphtest.Option) (*graphtest.Graph, error) {
	t.Helper()
	raw, err := json.Marshal(values)
	require.NoError(t, err)
	t.Setenv(pulumi.EnvConfig, string(raw))
	t.Setenv(revisionVariable, "4f2a9c1")
	return graphtest.Run(func(ctx *pulumi.Context) (any, error) {
		outputs, err := deploy(ctx, func() (Effects, error) { return azure, nil })
		if err != nil {
			return nil, err
		}
		result := map[string]pulumi.Output{}
		for name, value := range outputs {
			result[name] = pulumi.ToOutput(value)
		}
		return result, nil
	}, append([]graphtest.Option{graphtest.WithOutputs(fill)}, options...)...)
}

// record is [run] of a stack that deploys well.
func record(t *testing.T, values map[string]string, azure *fakeAzure) *graphtest.Graph {
	t.Helper()
	g, err := run(t, values, azure)
	require.NoError(t, err)
	return g
}

// recording is what one run registered, and what it did to Azure. Who reads it changes
// nothing in it.
type recording struct {
	*graphtest.Graph
	azure *fakeAzure
}

// recorded are the recordings of [once]. The tests of this package run one after the
// other, as they set variables of the process.
var recorded = map[string]recording{}

// fresh is the system of the shipped files where nothing exists yet.
func fresh(t *testing.T) *graphtest.Graph {
	t.Helper()
	return once(t, "fresh", system(t), &fakeAzure{}).Graph
}

// running is the system of the shipped files with that stamp active and primary.
func running(t *testing.T, active topology.Stamp) recording {
	t.Helper()
	return once(t, "running "+active.String(), system(t, map[string]string{"active": active.String()}), &fakeAzure{roles: primary(active)})
}

// alone is the shipped stack of one stamp.
func alone(t *testing.T, s topology.Stamp) *graphtest.Graph {
	t.Helper()
	return once(t, "alone "+s.String(), shipped(t, s.String()), &fakeAzure{}).Graph
}

// once is [record], but for all tests that name the same.
func once(t *testing.T, name string, values map[string]string, azure *fakeAzure) recording {
	t.Helper()
	if _, found := recorded[name]; !found {
		recorded[name] = recording{record(t, values, azure), azure}
	}
	return recorded[name]
}

// fill adds what Azure fills in and the mocks do not know.
func fill(token, _ string, inputs resource.PropertyMap) resource.PropertyMap {
	switch graphtest.Unversioned(token) {
	case "azure-native:storage:ObjectReplicationPolicy":
		var rules []resource.PropertyValue
		for i, rule := range inputs["rules"].ArrayValue() {
			made := rule.ObjectValue().Copy()
			made["ruleId"] = resource.NewProperty(fmt.Sprintf("00000000-0000-4000-8000-0000000000%02d", i))
			rules = append(rules, resource.NewProperty(made))
		}
		return resource.PropertyMap{"rules": resource.NewProperty(rules)}
	case "azure-native:cdn:AFDCustomDomain":
		return resource.PropertyMap{"validationProperties": resource.NewProperty(resource.PropertyMap{
			"validationToken": resource.NewProperty("token"), "expirationDate": resource.NewProperty("2030-01-01"),
		})}
	case "azuread:index:Application":
		return resource.PropertyMap{"clientId": resource.NewProperty("00000000-0000-4000-8000-00000000f00d")}
	default:
		return nil
	}
}

// exported are the outputs of both stamps' stacks, as a stack reference shows them.
func exported(t *testing.T) map[string]resource.PropertyMap {
	t.Helper()
	all := map[string]resource.PropertyMap{}
	for _, s := range topology.Stamps() {
		g := alone(t, s)
		telemetry := g.Outputs[contract.TelemetryOutputName]
		require.True(t, telemetry.Secret)
		all[s.String()] = resource.PropertyMap{
			contract.OutputName:          resource.NewPropertyValue(plain(t, g.Outputs[contract.OutputName].Value)),
			contract.TelemetryOutputName: resource.MakeSecret(resource.NewPropertyValue(telemetry.Value)),
		}
	}
	return all
}

// plain is a value as JSON knows it.
func plain(t *testing.T, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	require.NoError(t, err)
	var out any
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

// referring answers stack references with the exported outputs.
func referring(exports map[string]resource.PropertyMap) graphtest.Option {
	return graphtest.WithOutputs(func(token, name string, inputs resource.PropertyMap) resource.PropertyMap {
		if token != "pulumi:pulumi:StackReference" {
			return fill(token, name, inputs)
		}
		stack := name[strings.LastIndex(name, "/")+1:]
		return resource.PropertyMap{
			"name": resource.NewProperty(name), "outputs": resource.NewProperty(exports[stack]),
		}
	})
}

// named returns the resource with that logical name.
func named(t *testing.T, g *graphtest.Graph, name string) *graphtest.Resource {
	t.Helper()
	r, err := g.ByName(name)
	require.NoError(t, err)
	return r
}
