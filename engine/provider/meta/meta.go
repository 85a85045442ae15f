package meta

import (
	"bytes"
	"compress/gzip"
	_ "embed" // meta.json.gz
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

//go:embed meta.json.gz
var packed []byte

type table struct {
	resources map[string]*Resource
	functions map[string]Function
}

var load = sync.OnceValues(func() (*table, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read embedded azure-native metadata: %w", err)
	}
	raw, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("read embedded azure-native metadata: %w", err)
	}
	t, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("read embedded azure-native metadata: %w", err)
	}
	return t, nil
})

type document struct {
	Format    int                    `json:"format"`
	Resources map[string]rawResource `json:"resources"`
	Functions map[string]struct {
		Resource string `json:"resource"`
		Method   string `json:"method"`
		Suffix   string `json:"suffix"`
		Raw      bool   `json:"raw"`
	} `json:"functions"`
	Nodes []json.RawMessage `json:"nodes"`
}

type rawResource struct {
	Type       string   `json:"type"`
	Version    string   `json:"version"`
	Path       string   `json:"path"`
	Auto       string   `json:"auto"`
	Force      []string `json:"force"`
	Required   []string `json:"required"`
	Query      []string `json:"query"`
	Location   bool     `json:"location"`
	Properties bool     `json:"properties"`
	In         int      `json:"in"`
	Out        int      `json:"out"`
}

func parse(raw []byte) (*table, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if doc.Format != 1 {
		return nil, fmt.Errorf("format %d is not 1", doc.Format)
	}
	all := &nodes{raw: doc.Nodes, made: make([]*node, len(doc.Nodes))}
	t := &table{resources: map[string]*Resource{}, functions: map[string]Function{}}
	for token, r := range doc.Resources {
		t.resources[token] = newResource(token, r, all)
	}
	for token, f := range doc.Functions {
		t.functions[token] = Function{Resource: t.resources[f.Resource], Method: f.Method, Suffix: f.Suffix, Raw: f.Raw}
	}
	return t, nil
}

const prefix = "azure-native:"

// Lookup finds a resource type by its Pulumi token: azure-native:sql:Server, or
// azure-native:network/v20190801:Subnet for one at a version of its own.
func Lookup(token string) (*Resource, bool) {
	bare, ok := strings.CutPrefix(token, prefix)
	if !ok {
		return nil, false
	}
	if bare == genericToken {
		return generic, true
	}
	r, ok := mustLoad().resources[bare]
	return r, ok
}

// Tokens lists the tokens of all resource types, sorted.
func Tokens() []string {
	list := []string{prefix + genericToken}
	for token := range mustLoad().resources {
		list = append(list, prefix+token)
	}
	sort.Strings(list)
	return list
}

// mustLoad unpacks the embedded file, which a test reads; it cannot fail on a
// build that passed it.
func mustLoad() *table {
	t, err := load()
	if err != nil {
		panic(err)
	}
	return t
}

// Function is a provider function that reads a resource (getX) or calls an
// action on one (listX).
type Function struct {
	Resource *Resource
	Method   string
	Suffix   string // of the resource's id
	Raw      bool   // the answer is the result as it is
}

// LookupFunction finds a function by its token. Every resource type can be read
// by the function get<Type>.
func LookupFunction(token string) (Function, bool) {
	bare, ok := strings.CutPrefix(token, prefix)
	if !ok {
		return Function{}, false
	}
	if f, ok := mustLoad().functions[bare]; ok {
		return f, true
	}
	module, name, _ := strings.Cut(bare, ":")
	kind, ok := strings.CutPrefix(name, "get")
	if !ok {
		return Function{}, false
	}
	r, ok := Lookup(prefix + module + ":" + kind)
	return Function{Resource: r, Method: "GET"}, ok
}
