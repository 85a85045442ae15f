package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// Two types of two files, both holding themselves, equal but for one name.
const types = `[
	{"$type":"ResourceType","name":"Microsoft.A/NAME@2020-01-01","scopeType":8,"body":{"$ref":"#/1"}},
	{"$type":"ObjectType","name":"NAME","properties":{"self":{"type":{"$ref":"#/2"},"flags":0},"kind":{"type":{"$ref":"#/3"},"flags":1}}},
	{"$type":"ArrayType","itemType":{"$ref":"#/1"}},
	{"$type":"UnionType","elements":[{"$ref":"#/4"},{"$ref":"#/5"}]},
	{"$type":"StringLiteralType","value":"VALUE"},
	{"$type":"StringType"}]`

func library(t *testing.T) *azapi.Library {
	t.Helper()
	dir := t.TempDir()
	root := filepath.Join(dir, "internal", "azure", "generated")
	files := map[string]string{"index.json": `{"resources":{
		"Microsoft.A/one@2020-01-01":{"$ref":"one/types.json#/0"},
		"microsoft.a/one@2019-01-01-preview":{"$ref":"one/types.json#/0"},
		"Microsoft.A/two@2020-01-01":{"$ref":"two/types.json#/0"},
		"Microsoft.A/odd@2020-01-01":{"$ref":"odd/types.json#/0"}}}`}
	for name, value := range map[string]string{"one": "Big", "two": "Big", "odd": "Small"} {
		files[name+"/types.json"] = strings.NewReplacer("NAME", name, "VALUE", value).Replace(types)
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := azapi.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func unpack(t *testing.T, packed []byte) document {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.NewDecoder(reader).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// Equal types share their nodes, although they hold themselves; a difference
// deep inside keeps types apart.
func TestEqualTypesAreMerged(t *testing.T) {
	packed, err := extract(library(t), []string{"Microsoft.A/one@2020-01-01", "Microsoft.A/two@2020-01-01", "Microsoft.A/odd@2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	doc := unpack(t, packed)
	one, two, odd := doc.Types["Microsoft.A/one@2020-01-01"], doc.Types["Microsoft.A/two@2020-01-01"], doc.Types["Microsoft.A/odd@2020-01-01"]
	if one[0] != two[0] || one[0] == odd[0] || one[1] != 8 {
		t.Errorf("one %v, two %v, odd %v", one, two, odd)
	}
	if len(doc.Nodes) != 9 { // five for one and two, the string shared, four more for odd
		t.Errorf("%d nodes: %+v", len(doc.Nodes), doc.Nodes)
	}
}

func TestBytesDoNotDependOnOrder(t *testing.T) {
	first, err := extract(library(t), []string{"Microsoft.A/one@2020-01-01", "Microsoft.A/odd@2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := extract(library(t), []string{"Microsoft.A/odd@2020-01-01", "Microsoft.A/one@2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the order of the keys changes the bytes")
	}
}

// The other api-versions of a type are those that the list does not name, under the
// name that it writes.
func TestOtherVersions(t *testing.T) {
	got := others(library(t), []string{"Microsoft.A/one@2020-01-01", "Microsoft.A/two@2020-01-01"})
	if want := []string{"Microsoft.A/one@2019-01-01-preview"}; !slices.Equal(got, want) {
		t.Errorf("others: %v, want %v", got, want)
	}
	packed, err := extract(library(t), got)
	if err != nil {
		t.Fatal(err)
	}
	if doc := unpack(t, packed); len(doc.Types) != 1 || doc.Types[got[0]] == nil {
		t.Errorf("the types are %v", doc.Types)
	}
}

func TestFaultsOfTheList(t *testing.T) {
	err := listed(library(t), []string{"Microsoft.A/none@2020-01-01", "microsoft.a/one@2020-01-01"})
	if err == nil || !strings.Contains(err.Error(), "no type Microsoft.A/none") || !strings.Contains(err.Error(), "azapi writes Microsoft.A/one") {
		t.Errorf("got %v", err)
	}
	path := filepath.Join(t.TempDir(), "types.txt")
	if err := os.WriteFile(path, []byte("# list\nA/b@1\n\na/B@1 # again\nA/c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := readKeys(path)
	if len(keys) != 1 || err == nil || !strings.Contains(err.Error(), ":4:") || !strings.Contains(err.Error(), ":5:") {
		t.Errorf("keys %v, faults %v", keys, err)
	}
}
