package stacks

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/components/graphtest"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/topology"
)

// decode reads an output into a contract type, knowing every field.
func decode(t *testing.T, g *graphtest.Graph, into any) {
	t.Helper()
	out, found := g.Outputs[contract.OutputName]
	require.True(t, found)
	require.False(t, out.Secret, "procedures read the contract without a passphrase")
	raw, err := json.Marshal(out.Value)
	require.NoError(t, err)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(into))
}

// empty lists the fields without a value.
func empty(path string, v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Struct:
		var found []string
		for i := range v.NumField() {
			found = append(found, empty(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
		return found
	case reflect.Slice, reflect.Map:
		if v.Len() == 0 {
			return []string{path}
		}
		return nil
	default:
		if v.IsZero() {
			return []string{path}
		}
		return nil
	}
}

func TestStampsExportTheWholeContract(t *testing.T) {
	for _, s := range topology.Stamps() {
		var got contract.Stamp
		decode(t, alone(t, s), &got)
		require.Empty(t, empty("", reflect.ValueOf(got)))
		require.Equal(t, s.String(), got.Stamp)
		require.Equal(t, contract.Version, got.Version)
	}
}

func TestGlobalIsDeployedFromTheStampsContracts(t *testing.T) {
	exports := exported(t)
	azure := &fakeAzure{}
	values := with(shipped(t, "global"), map[string]string{"customDomain": "shop.example.com"})
	g, err := run(t, values, azure, referring(exports))
	require.NoError(t, err)
	var got contract.Global
	decode(t, g, &got)
	require.Equal(t, []string{".Out"}, empty("", reflect.ValueOf(got)))
	require.Equal(t, "fg-tandem-prod.database.windows.net", got.FailoverGroup.Listener)
	require.Len(t, got.FrontDoor.Endpoints, 3)
	require.Len(t, got.Replications, 2)
	require.Equal(t, "TXT", got.DNSRecords[0].Type)
	require.Len(t, azure.approved, 4)
	require.Empty(t, graphtest.Orphans(g))

	one := record(t, system(t, map[string]string{"customDomain": "shop.example.com"}), azure)
	var both contract.System
	decode(t, one, &both)
	require.Equal(t, got.FailoverGroup.Servers, both.Global.FailoverGroup.Servers)
	for _, r := range g.Resources {
		same := one.ByURN(r.URN)
		require.NotNil(t, same, "the system layer has no %s", r.Name)
		require.Equal(t, len(r.Inputs), len(same.Inputs), r.Name)
	}
}

func TestGlobalRefusesWhatDoesNotFit(t *testing.T) {
	exports := exported(t)
	cases := map[string]struct {
		edit map[string]string
		want string
	}{
		"another environment": {map[string]string{"environment": "test"}, `environment "prod"`},
		"a stamp's region":    {map[string]string{"globalRegion": "westeurope"}, "take a third region"},
		"a missing container": {map[string]string{"blobs": `["pictures"]`}, `no container "pictures-blue"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g, err := run(t, with(shipped(t, "global"), c.edit), &fakeAzure{}, referring(exports))
			require.ErrorContains(t, err, c.want)
			require.Empty(t, g.Resources)
		})
	}
	t.Run("nothing deployed yet", func(t *testing.T) {
		_, err := run(t, shipped(t, "global"), &fakeAzure{}, referring(map[string]resource.PropertyMap{}))
		require.ErrorContains(t, err, "pulumi up --stack blue")
		require.ErrorContains(t, err, "pulumi up --stack green")
	})
	t.Run("another version", func(t *testing.T) {
		older := map[string]resource.PropertyMap{"green": exports["green"]}
		blue := exports["blue"].Copy()
		text := blue[contract.OutputName].ObjectValue().Copy()
		text["version"] = resource.NewProperty(float64(contract.Version + 1))
		blue[contract.OutputName] = resource.NewProperty(text)
		older["blue"] = blue
		_, err := run(t, shipped(t, "global"), &fakeAzure{}, referring(older))
		require.ErrorContains(t, err, "exports version 2 of its contract")
	})
}

func TestUnknownKeyIsRefused(t *testing.T) {
	g, err := run(t, with(shipped(t, "blue"), map[string]string{"lokation": "northeurope"}), &fakeAzure{})
	require.ErrorContains(t, err, "lokation")
	require.Empty(t, g.Resources)
}
