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

// node is how a value travels. Its kinds: v a value as it is, o an object, l a
// list, m a map, s a list of strings that ARM writes as a map of empty objects,
// u an object of which one property decides the shape.
type node struct {
	kind          byte
	fields        map[string]place
	item          *node
	choices       map[string]*node
	discriminator string // in ARM
	selector      string // the discriminator in the program
	open          bool
}

// place is where a property of a program stands in ARM.
type place struct {
	path     []string
	node     *node
	secret   bool
	readOnly bool
	drop     bool
}

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
	Nodes []rawNode `json:"nodes"`
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

type rawNode struct {
	Kind   string `json:"k"`
	Fields map[string]struct {
		Path     string `json:"p"`
		Node     int    `json:"n"`
		Secret   bool   `json:"s"`
		ReadOnly bool   `json:"r"`
		Drop     bool   `json:"d"`
	} `json:"f"`
	Item          int            `json:"i"`
	Choices       map[string]int `json:"c"`
	Discriminator string         `json:"d"`
	Selector      string         `json:"s"`
	Open          bool           `json:"a"`
}

func parse(raw []byte) (*table, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if doc.Format != 1 {
		return nil, fmt.Errorf("format %d is not 1", doc.Format)
	}
	nodes := make([]*node, len(doc.Nodes))
	for i := range nodes {
		nodes[i] = &node{}
	}
	for i, r := range doc.Nodes {
		nodes[i].fill(r, nodes)
	}
	t := &table{resources: map[string]*Resource{}, functions: map[string]Function{}}
	for token, r := range doc.Resources {
		t.resources[token] = newResource(token, r, nodes)
	}
	for token, f := range doc.Functions {
		t.functions[token] = Function{Resource: t.resources[f.Resource], Method: f.Method, Suffix: f.Suffix, Raw: f.Raw}
	}
	return t, nil
}

func (n *node) fill(r rawNode, nodes []*node) {
	n.kind, n.discriminator, n.selector, n.open = r.Kind[0], r.Discriminator, r.Selector, r.Open
	if n.kind == 'l' || n.kind == 'm' {
		n.item = nodes[r.Item]
	}
	if len(r.Fields) > 0 {
		n.fields = make(map[string]place, len(r.Fields))
	}
	for name, f := range r.Fields {
		path := f.Path
		if path == "" {
			path = name
		}
		n.fields[name] = place{path: strings.Split(path, "/"), node: nodes[f.Node], secret: f.Secret, readOnly: f.ReadOnly, drop: f.Drop}
	}
	if len(r.Choices) > 0 {
		n.choices = make(map[string]*node, len(r.Choices))
	}
	for value, index := range r.Choices {
		n.choices[value] = nodes[index]
	}
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
