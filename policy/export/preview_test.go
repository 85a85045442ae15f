package export_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

func TestPreviewShowsResourcesAsTheyWillBe(t *testing.T) {
	f, err := export.Read([]byte(`{
	  "config": {"tandem:class": "test", "tandem:layer": "system"},
	  "changeSummary": {"create": 1, "same": 2, "update": 1, "replace": 1, "delete": 1},
	  "steps": [
	    {"op": "same", "urn": "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", "newState": {"urn": "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", "type": "pulumi:pulumi:Stack"}},
	    {"op": "same", "oldState": {"id": "/same", "outputs": {"computed": "old", "secret": "[secret]"}},
	     "newState": {"urn": "urn:pulumi:s::p::t::same", "type": "azure-native:sql/v20211101:Server", "custom": true, "inputs": {"a": "1"}}},
	    {"op": "update", "oldState": {"id": "/updated", "outputs": {"computed": "old"}},
	     "newState": {"urn": "urn:pulumi:s::p::t::updated", "type": "t", "custom": true, "inputs": {"a": "[secret]", "b": ["[secret]"]}}},
	    {"op": "create", "newState": {"urn": "urn:pulumi:s::p::t::created", "type": "t", "custom": true, "protect": true,
	     "inputs": {"a": "` + unknown + `"}, "propertyDependencies": {"a": ["urn:pulumi:s::p::t::same"]}}},
	    {"op": "read", "newState": {"urn": "urn:pulumi:s::p::t::read", "type": "t", "custom": true, "external": true, "id": "/read"}},
	    {"op": "create-replacement", "oldState": {"id": "/old"}, "newState": {"urn": "urn:pulumi:s::p::t::replaced", "type": "t", "inputs": {"a": "new"}}},
	    {"op": "replace", "oldState": {"id": "/old"}, "newState": {"urn": "urn:pulumi:s::p::t::replaced", "type": "t", "inputs": {"a": "new"}}},
	    {"op": "delete-replaced", "oldState": {"urn": "urn:pulumi:s::p::t::replaced", "id": "/old"}},
	    {"op": "delete", "oldState": {"urn": "urn:pulumi:s::p::t::gone", "id": "/gone"}}
	  ]}`))
	require.NoError(t, err)
	require.Equal(t, export.KindPreview, f.Kind)
	require.Equal(t, rule.Test, f.Class)
	require.True(t, f.Whole)
	byName := map[string]*rule.Resource{}
	for _, r := range f.Resources {
		require.Nil(t, byName[r.Name], "%s stands twice", r.Name)
		byName[r.Name] = r
	}
	require.Len(t, byName, 5)
	require.True(t, byName["read"].External)
	require.False(t, byName["same"].External)
	same := byName["same"]
	require.Equal(t, "azure-native:sql:Server", same.Type)
	require.Equal(t, "/same", same.ID)
	require.Equal(t, "old", same.Get("computed").Text())
	require.True(t, same.Get("secret").Secret())
	require.True(t, same.Get("secret").Unknown())
	updated := byName["updated"]
	require.Equal(t, "/updated", updated.ID)
	require.True(t, updated.Get("computed").Absent(), "what an update returns is not known")
	require.True(t, updated.Get("a").Unknown())
	require.True(t, updated.Get("b").Items()[0].Secret())
	require.True(t, byName["created"].Get("a").Unknown())
	require.True(t, byName["created"].Protect)
	require.Equal(t, []string{"urn:pulumi:s::p::t::same"}, byName["created"].PropertyDependencies["a"])
	require.Empty(t, byName["replaced"].ID, "the id of the replacement is not known")
}

func TestPreviewsThatDoNotShowEverythingAreRefused(t *testing.T) {
	for text, want := range map[string]error{
		`{"steps": [{"op": "same", "urn": "u"}], "changeSummary": {"same": 2}}`:                                        export.ErrUnchangedLeftOut,
		`{"steps": [], "diagnostics": [{"message": "error: broken\nmore", "severity": "error"}], "changeSummary": {}}`: export.ErrFailedPreview,
		`{}`:                                   export.ErrNeither,
		`[]`:                                   export.ErrNeither,
		`words`:                                export.ErrNeither,
		`{"command": "preview", "stacks": []}`: export.ErrAnswer,
	} {
		_, err := export.Read([]byte(text))
		require.ErrorIs(t, err, want, text)
	}
	_, err := export.Preview([]byte(`{"deployment": {}}`))
	require.ErrorIs(t, err, export.ErrNoPreview)
}

func TestReadTellsClassAndLayerOfOurOwnStacks(t *testing.T) {
	stack := func(contract string) string {
		return `{"deployment": {"resources": [{"urn": "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", "type": "pulumi:pulumi:Stack", "outputs": {"contract": ` + contract + `}}]}}`
	}
	for text, want := range map[string]export.File{
		stack(`{"class": "production", "stamp": "blue"}`):              {Kind: export.KindExport, Class: rule.Production},
		stack(`{"stamps": {"blue": {}}, "global": {"class": "test"}}`): {Kind: export.KindExport, Class: rule.Test, Whole: true},
		stack(`"` + unknown + `"`):                                     {Kind: export.KindExport},
		"\xef\xbb\xbf" + `{"deployment": {"resources": null}}`:         {Kind: export.KindExport},
	} {
		f, err := export.Read([]byte(text))
		require.NoError(t, err)
		require.Equal(t, want, *f, text)
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	for _, text := range []string{
		`{"deployment": {"resources": [{}, {"urn": "u", "type": "t", "inputs": {"4dabf18193072939515e22adb298388d": 1}}]}}`,
		`{"steps": [{}, {"newState": {}}, {"op": "same", "newState": {"urn": "::"}, "oldState": {"outputs": null}}], "changeSummary": {"same": 1}}`,
		`{"steps": []}`, `{"deployment": null, "command": "x"}`, `null`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := export.Read(raw)
		if err != nil {
			require.Nil(t, file)
			return
		}
		rule.NewSet(nil, rule.Options{}).All(rule.NewGraph(file.Resources, true))
	})
}
