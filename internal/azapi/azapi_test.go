package azapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// module writes a module with one type file into a folder.
func module(t *testing.T, index, types string) string {
	t.Helper()
	dir := t.TempDir()
	root := filepath.Join(dir, "internal", "azure", "generated")
	if err := os.MkdirAll(filepath.Join(root, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"index.json": index, "a/types.json": types} {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const index = `{"resources":{
	"Microsoft.A/things@2020-01-01":{"$ref":"a/types.json#/0"},
	"Microsoft.A/things@2021-01-01":{"$ref":"a/types.json#/0"},
	"Microsoft.A/bad@2020-01-01":{"$ref":"a/types.json#/9"},
	"Microsoft.A/missing@2020-01-01":{"$ref":"b/types.json#/0"}}}`

const types = `[
	{"$type":"ResourceType","name":"Microsoft.A/things@2020-01-01","scopeType":8,"body":{"$ref":"#/1"}},
	{"$type":"ObjectType","name":"thing","properties":{
		"self":{"type":{"$ref":"#/1"},"flags":0},
		"size":{"type":{"$ref":"#/2"},"flags":1},
		"kind":{"type":{"$ref":"#/3"},"flags":2},
		"list":{"type":{"$ref":"#/6"},"flags":4},
		"any":{"type":{"$ref":"#/8"},"flags":0},
		"shape":{"type":{"$ref":"#/7"},"flags":0}},"additionalProperties":{"$ref":"#/5"}},
	{"$type":"IntegerType","minValue":1,"maxValue":9},
	{"$type":"UnionType","elements":[{"$ref":"#/4"},{"$ref":"#/5"}]},
	{"$type":"StringLiteralType","value":"Big"},
	{"$type":"StringType","pattern":"^a$","minLength":1,"sensitive":true},
	{"$type":"ArrayType","itemType":{"$ref":"#/2"},"maxLength":3},
	{"$type":"DiscriminatedObjectType","name":"shape","discriminator":"form","baseProperties":{"size":{"type":{"$ref":"#/2"},"flags":0}},
		"elements":{"round":{"$ref":"#/1"}}},
	{"$type":"AnyType"},
	{"$type":"RiddleType"}]`

func open(t *testing.T, index, types string) *azapi.Library {
	t.Helper()
	library, err := azapi.Open(module(t, index, types))
	if err != nil {
		t.Fatal(err)
	}
	return library
}

func TestResource(t *testing.T) {
	library := open(t, index, types)
	r, err := library.Resource("microsoft.a/THINGS@2020-01-01")
	if err != nil {
		t.Fatal(err)
	}
	body := r.Body
	if r.Key != "Microsoft.A/things@2020-01-01" || r.Scope != 8 || body.Kind != azapi.Object || body.Additional == nil {
		t.Errorf("%+v", r)
	}
	if body.Properties["self"].Type != body {
		t.Error("a type that holds itself is not one node")
	}
	size := body.Properties["size"]
	if size.Type.Kind != azapi.Integer || *size.Type.Min != 1 || *size.Type.Max != 9 || !size.Flags.Has(azapi.Required) {
		t.Errorf("%+v", size)
	}
	kind := body.Properties["kind"]
	if kind.Type.Kind != azapi.Union || kind.Type.Elements[0].Value != "Big" || !kind.Type.Elements[1].Sensitive || kind.Flags.Has(azapi.Required) {
		t.Errorf("%+v", kind)
	}
	shape := body.Properties["shape"].Type
	if shape.Kind != azapi.Choice || shape.Discriminator != "form" || shape.Choices["round"] != body || shape.Properties["size"].Type != size.Type {
		t.Errorf("%+v", shape)
	}
	if list := body.Properties["list"].Type; list.Kind != azapi.Array || list.Item != size.Type || *list.MaxLength != 3 {
		t.Errorf("%+v", list)
	}
	if body.Properties["any"].Type.Kind != azapi.Any {
		t.Error("any is not any")
	}
}

func TestVersions(t *testing.T) {
	library := open(t, index, types)
	if diff := cmp.Diff([]string{"2020-01-01", "2021-01-01"}, library.Versions("Microsoft.A/Things")); diff != "" {
		t.Error(diff)
	}
	if !library.Has("microsoft.a/things@2021-01-01") || library.Has("Microsoft.A/things@2022-01-01") {
		t.Error("Has is wrong about a version")
	}
}

func TestFaults(t *testing.T) {
	library := open(t, index, types)
	for key, want := range map[string]string{
		"Microsoft.A/none@2020-01-01":    "no type",
		"Microsoft.A/bad@2020-01-01":     "is no resource",
		"Microsoft.A/missing@2020-01-01": "types.json",
	} {
		if _, err := library.Resource(key); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", key, err, want)
		}
	}
	for _, broken := range []string{
		`[{"$type":"ResourceType","body":{"$ref":"#/1"}},{"$type":"RiddleType"}]`,
		`[{"$type":"ResourceType","body":{"$ref":"#/7"}}]`,
		`[{"$type":"ResourceType","body":{"$ref":"#/1"}},{"$type":"UnionType","elements":{}}]`,
		`{}`,
	} {
		if _, err := open(t, index, broken).Resource("Microsoft.A/things@2020-01-01"); err == nil {
			t.Errorf("%s is taken", broken)
		}
	}
	if _, err := azapi.Open(t.TempDir()); err == nil {
		t.Error("an empty folder is taken for the module")
	}
	if _, err := azapi.Open(module(t, "[", types)); err == nil {
		t.Error("a broken index is taken")
	}
}
