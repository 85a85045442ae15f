package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Bodies of any shape whatever make no trouble, and stay as they are.
func TestAnyJSON(t *testing.T) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	names := set.Types()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "type")
		typ, refusal := set.Lookup(name, set.Versions(name)[0])
		if refusal != nil {
			t.Fatal(refusal)
		}
		resource := rapid.SampledFrom([]string{"", "appsettings", "web", "logs", "x"}).Draw(t, "name")
		shape := typ.shape(nil, resource)
		if shape == nil {
			shape = typ.body()
		}
		body := anyBody(t, shape, 4)
		before, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		found := typ.Validate(body, Options{Name: resource})
		refused := Refusal(name, found)
		if (refused == nil) != (len(found) == 0) {
			t.Fatalf("%d faults, refused as %v", len(found), refused)
		}
		stripped := typ.StripReadOnly(body, resource)
		if again := typ.StripReadOnly(stripped, resource); fmt.Sprint(again) != fmt.Sprint(stripped) {
			t.Fatalf("stripping twice differs: %v, %v", stripped, again)
		}
		visible, _ := typ.WithholdWriteOnly(body, resource)
		if _, hidden := typ.WithholdWriteOnly(visible, resource); len(hidden) > 0 {
			t.Fatalf("still hidden: %v", hidden)
		}
		after, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(after) {
			t.Fatal("the body was changed")
		}
	})
}

// anyBody mixes names that the shape knows with others, and values of all kinds.
func anyBody(t *rapid.T, n *node, depth int) map[string]any {
	body := map[string]any{}
	known := append(keys(n.properties), "x", "", "a.b")
	for range rapid.IntRange(0, 6).Draw(t, "count") {
		name := rapid.SampledFrom(known).Draw(t, "property")
		body[name] = anyValue(t, n.properties[name].node, depth)
	}
	return body
}

func anyValue(t *rapid.T, n *node, depth int) any {
	kind := rapid.IntRange(0, 8).Draw(t, "kind")
	switch {
	case kind == 0:
		return nil
	case kind == 1:
		return rapid.Bool().Draw(t, "bool")
	case kind == 2:
		return rapid.Float64().Draw(t, "number")
	case kind == 3:
		return json.Number("1e9")
	case kind == 4:
		return rapid.String().Draw(t, "text")
	case depth == 0 || n == nil:
		return "x"
	case kind == 5 && n.item != nil:
		return []any{anyValue(t, n.item, depth-1), anyValue(t, n.item, depth-1)}
	case kind == 6 && n.choices != nil:
		name := rapid.SampledFrom(keys(n.choices)).Draw(t, "choice")
		body := anyBody(t, n.choices[name], depth-1)
		body[n.discriminator] = name
		return body
	case n.item != nil:
		return []any{anyValue(t, n.item, depth-1)}
	}
	return anyBody(t, n, depth-1)
}

func FuzzValidate(f *testing.F) {
	set, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Microsoft.Storage/storageAccounts", "", []byte(`{"location":"x","sku":{"name":1}}`))
	f.Add("Microsoft.Web/sites/config", "appsettings", []byte(`{"properties":{"A":[]}}`))
	f.Add("Microsoft.Insights/metricAlerts", "", []byte(`{"properties":{"criteria":{"odata.type":{}}}}`))
	f.Fuzz(func(t *testing.T, name, resource string, raw []byte) {
		versions := set.Versions(name)
		var body map[string]any
		if len(versions) == 0 || json.Unmarshal(raw, &body) != nil {
			return
		}
		typ, refusal := set.Lookup(name, versions[0])
		if refusal != nil {
			t.Fatal(refusal)
		}
		for _, v := range typ.Validate(body, Options{Name: resource}) {
			_ = v.String()
		}
		typ.StripReadOnly(body, resource)
		typ.WithholdWriteOnly(body, resource)
	})
}

func TestNumbers(t *testing.T) {
	for _, v := range []any{math.NaN(), math.Inf(1), json.Number("x"), json.Number("1e999"), "1", true} {
		if f, ok := number(v); ok {
			t.Errorf("%v counts as the number %v", v, f)
		}
	}
}

// What starts nothing until it is needed must not fail when it is.
func TestTheEmbeddedFilesAreSound(t *testing.T) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, versions := range set.types {
		for _, typ := range versions {
			if typ.body() == nil {
				t.Errorf("%s@%s has no shape", typ.Name, typ.Version)
			}
			for _, r := range typ.rules {
				if r.pattern != nil {
					r.pattern()
				}
			}
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := unpack(packed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	set, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"Microsoft.Storage/storageAccounts", "Microsoft.Web/sites", "Microsoft.Cdn/profiles/originGroups/origins"} {
		typ, refusal := set.Lookup(name, set.Versions(name)[0])
		if refusal != nil {
			b.Fatal(refusal)
		}
		body := sample{depth: 4}.object(typ.body(), "")
		obey(typ, body)
		if found := typ.Validate(body, Options{}); len(found) > 0 {
			b.Fatal(found)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				typ.Validate(body, Options{})
			}
		})
	}
}
