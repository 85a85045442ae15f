package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/internal/azapi"
)

const sdkTypes = `package a

type Inner struct {
	Size *float64 ` + "`pulumi:\"size\"`" + `
	Again *Inner ` + "`pulumi:\"again\"`" + `
}
type InnerResponse struct {
	Size *float64 ` + "`pulumi:\"size\"`" + `
}
type InnerResponseArrayOutput struct{ *pulumi.OutputState }
`

const sdkResource = `package a

type Thing struct {
	pulumi.CustomResourceState
	Inners InnerResponseArrayOutput ` + "`pulumi:\"inners\"`" + `
	Label  pulumi.StringPtrOutput ` + "`pulumi:\"label\"`" + `
	State  pulumi.StringOutput ` + "`pulumi:\"state\"`" + `
}

func NewThing(ctx *pulumi.Context, name string, args *ThingArgs) (*Thing, error) {
	if args == nil {
		return nil, errors.New("missing one or more required arguments")
	}
	if args.Label == nil {
		return nil, errors.New("invalid value for required argument 'Label'")
	}
	if args.Level == nil {
		args.Level = pulumi.String("x")
	}
	return nil, nil
}

type thingArgs struct {
	Id     *string ` + "`pulumi:\"id\"`" + `
	Inners []Inner ` + "`pulumi:\"inners\"`" + `
	Label  string ` + "`pulumi:\"label\"`" + `
	Level  map[string]interface{} ` + "`pulumi:\"level\"`" + `
	Name   *string ` + "`pulumi:\"thingName\"`" + `
	Names  []string ` + "`pulumi:\"names\"`" + `
}
`

const armTypes = `[
	{"$type":"ResourceType","name":"Microsoft.A/things@2020-01-01","scopeType":8,"body":{"$ref":"#/1"}},
	{"$type":"ObjectType","name":"thing","properties":{"location":{"type":{"$ref":"#/3"},"flags":0},"properties":{"type":{"$ref":"#/2"},"flags":1}}},
	{"$type":"ObjectType","name":"p","properties":{"Label":{"type":{"$ref":"#/3"},"flags":1},"state":{"type":{"$ref":"#/3"},"flags":2},
		"inners":{"type":{"$ref":"#/4"},"flags":0},"level":{"type":{"$ref":"#/7"},"flags":0},"names":{"type":{"$ref":"#/7"},"flags":0}}},
	{"$type":"StringType"},
	{"$type":"ArrayType","itemType":{"$ref":"#/5"}},
	{"$type":"ObjectType","name":"inner","properties":{"properties":{"type":{"$ref":"#/6"},"flags":0}}},
	{"$type":"ObjectType","name":"q","properties":{"size":{"type":{"$ref":"#/3"},"flags":0},"again":{"type":{"$ref":"#/5"},"flags":0}}},
	{"$type":"ObjectType","name":"map","properties":{},"additionalProperties":{"$ref":"#/3"}}]`

// mapped runs the mapper over a small SDK package and a small ARM type.
func mapped(t *testing.T, in tokens) (*mapper, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"sdk/init.go": "package a\n", "sdk/pulumiTypes.go": sdkTypes, "sdk/thing.go": sdkResource,
		"arm/internal/azure/generated/index.json":   `{"resources":{"Microsoft.A/things@2020-01-01":{"$ref":"a/types.json#/0"}}}`,
		"arm/internal/azure/generated/a/types.json": armTypes,
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	library, err := azapi.Open(filepath.Join(dir, "arm"))
	if err != nil {
		t.Fatal(err)
	}
	sdk := &packages{ctx: context.Background(), dirs: map[string]string{"a@v1": filepath.Join(dir, "sdk")}, parsed: map[string]*pkg{}}
	m := newMapper(in, library, sdk)
	return m, m.resource(resource{Token: "a:Thing", Type: "Microsoft.A/things", Version: "2020-01-01", SDK: "a@v1",
		Path: "/subscriptions/{subscriptionId}/providers/Microsoft.A/things/{thingName}"})
}

func TestMapping(t *testing.T) {
	m, err := mapped(t, tokens{})
	if err != nil {
		t.Fatal(err)
	}
	d := m.doc.Resources["a:Thing"]
	if diff := cmp.Diff([]string{"label"}, d.Required); diff != "" || !d.Properties || d.Location {
		t.Errorf("%s %+v", diff, d)
	}
	in := m.doc.Nodes[d.In].Fields
	list := m.doc.Nodes[in["inners"].Node]
	inner := m.doc.Nodes[list.Item].Fields
	if !in["id"].Drop || !in["thingName"].Drop || in["label"].Path != "properties/Label" || in["inners"].Path != "properties/inners" {
		t.Errorf("%+v", in)
	}
	if list.Kind != "l" || inner["size"].Path != "properties/size" || inner["again"].Node != list.Item {
		t.Errorf("%+v %+v", list, inner)
	}
	if m.doc.Nodes[in["names"].Node].Kind != "s" || in["level"].Node != 0 {
		t.Errorf("names %+v, level %+v", in["names"], in["level"])
	}
	out := m.doc.Nodes[d.Out].Fields
	if out["state"].Path != "properties/state" || m.doc.Nodes[out["inners"].Node].Kind != "l" {
		t.Errorf("%+v", out)
	}
}

func TestUnusedRenamesAreFaults(t *testing.T) {
	m, err := mapped(t, tokens{Renames: map[string]string{"a:Thing.label": "properties/state", "a:Thing.colour": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.doc.Nodes[m.doc.Resources["a:Thing"].In].Fields["label"].Path; got != "properties/state" {
		t.Errorf("label lands at %s", got)
	}
	if err := m.unusedRenames(); err == nil || !strings.Contains(err.Error(), "a:Thing.colour") || strings.Contains(err.Error(), "a:Thing.label") {
		t.Errorf("got %v", err)
	}
}
