package schema

import (
	"bytes"
	"compress/gzip"
	_ "embed" // types.json.gz, extras.json and rules.json
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

//go:embed types.json.gz
var packed []byte

//go:embed extras.json
var packedExtras []byte

//go:embed rules.json
var packedRules []byte

// Set is all ARM types that the sandbox knows. It is immutable.
type Set struct {
	source     string
	types      map[string]map[string]*Type // lower-case ARM type -> api-version
	versions   map[string][]string         // lower-case ARM type, newest first
	names      map[string]string           // lower-case ARM type -> as ARM writes it
	namespaces map[string]string           // lower-case namespace -> as ARM writes it
}

// Type is one ARM type at one api-version.
type Type struct {
	Name    string // Microsoft.Sql/servers
	Version string // 2021-11-01
	// Scope holds bicep's scope bits (1 tenant, 2 management group,
	// 4 subscription, 8 resource group, 16 extension); 0 means any.
	Scope int
	body  *node
	extra map[string]map[string]bool // path -> values taken besides those of the enum
	rules []rule
}

// kind is the shape of a node, in the letters that the generator writes.
type kind string

const (
	anything kind = "an"
	array    kind = "ar"
	boolean  kind = "bo"
	choice   kind = "ch"
	integer  kind = "in"
	literal  kind = "li"
	object   kind = "ob"
	text     kind = "st"
	union    kind = "un"
)

type flag int

const (
	required  flag = 1
	readOnly  flag = 2
	writeOnly flag = 4
)

type node struct {
	kind          kind
	properties    map[string]property
	required      []string // names of the required properties, sorted
	additional    *node
	item          *node
	choices       map[string]*node
	discriminator string
	literals      []string // of literals and unions
	pattern       string
	minLength     *int
	maxLength     *int
	min, max      *int
	sensitive     bool

	compile  sync.Once
	compiled *regexp.Regexp
}

type property struct {
	node  *node
	flags flag
}

// Load returns the set. The first call unpacks the embedded file; later calls
// return the same set.
func Load() (*Set, error) { return load() }

var load = sync.OnceValues(func() (*Set, error) {
	set, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("read embedded ARM types: %w", err)
	}
	if err := set.amend(packedExtras, packedRules); err != nil {
		return nil, err
	}
	return set, nil
})

func unpack(packed []byte) (*Set, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	return parse(raw)
}

type rawNode struct {
	Kind          kind              `json:"k"`
	Properties    map[string][2]int `json:"p"`
	Additional    *int              `json:"a"`
	Item          *int              `json:"i"`
	Elements      []int             `json:"e"`
	Choices       map[string]int    `json:"c"`
	Discriminator string            `json:"d"`
	Value         string            `json:"v"`
	Pattern       string            `json:"r"`
	MinLength     *int              `json:"ml"`
	MaxLength     *int              `json:"xl"`
	Min           *int              `json:"m"`
	Max           *int              `json:"x"`
	Sensitive     bool              `json:"s"`
}

func parse(raw []byte) (*Set, error) {
	var doc struct {
		Format int               `json:"format"`
		Source string            `json:"source"`
		Types  map[string][2]int `json:"types"`
		Nodes  []rawNode         `json:"nodes"`
	}
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
		nodes[i].fill(r, nodes, doc.Nodes)
	}
	s := &Set{source: doc.Source, types: map[string]map[string]*Type{}, versions: map[string][]string{},
		names: map[string]string{}, namespaces: map[string]string{}}
	for key, place := range doc.Types {
		name, version, _ := strings.Cut(key, "@")
		s.add(&Type{Name: name, Version: version, Scope: place[1], body: nodes[place[0]]})
	}
	for _, versions := range s.versions {
		sort.Sort(sort.Reverse(sort.StringSlice(versions)))
	}
	return s, nil
}

func (n *node) fill(r rawNode, nodes []*node, raw []rawNode) {
	n.kind, n.discriminator, n.pattern = r.Kind, r.Discriminator, r.Pattern
	n.minLength, n.maxLength, n.min, n.max = r.MinLength, r.MaxLength, r.Min, r.Max
	n.sensitive = r.Sensitive
	if len(r.Properties) > 0 {
		n.properties = make(map[string]property, len(r.Properties))
	}
	for name, p := range r.Properties {
		n.properties[name] = property{node: nodes[p[0]], flags: flag(p[1])}
		if flag(p[1])&required != 0 {
			n.required = append(n.required, name)
		}
	}
	sort.Strings(n.required)
	if r.Additional != nil {
		n.additional = nodes[*r.Additional]
	}
	if r.Item != nil {
		n.item = nodes[*r.Item]
	}
	if len(r.Choices) > 0 {
		n.choices = make(map[string]*node, len(r.Choices))
	}
	for value, index := range r.Choices {
		n.choices[value] = nodes[index]
	}
	if r.Kind == literal {
		n.literals = []string{r.Value}
	}
	// The specifications join nothing but literals and, for open enums, a string.
	for _, index := range r.Elements {
		if raw[index].Kind == literal {
			n.literals = append(n.literals, raw[index].Value)
		}
	}
}

func (s *Set) add(t *Type) {
	key := strings.ToLower(t.Name)
	if s.types[key] == nil {
		s.types[key] = map[string]*Type{}
	}
	s.types[key][strings.ToLower(t.Version)] = t
	s.versions[key] = append(s.versions[key], t.Version)
	s.names[key] = t.Name
	namespace, _, _ := strings.Cut(t.Name, "/")
	s.namespaces[strings.ToLower(namespace)] = namespace
}

// Types lists the names of all ARM types, sorted.
func (s *Set) Types() []string {
	names := make([]string, 0, len(s.names))
	for _, name := range s.names {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Versions lists the api-versions of an ARM type, newest first.
func (s *Set) Versions(armType string) []string {
	return append([]string(nil), s.versions[strings.ToLower(armType)]...)
}

// Canonical returns an ARM type as ARM writes it, whatever case it is given in.
func (s *Set) Canonical(armType string) (string, bool) {
	name, ok := s.names[strings.ToLower(armType)]
	return name, ok
}

var versionForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(-[a-zA-Z]+)?$`)

// Lookup finds a type at an api-version, in any case. What it refuses, it
// refuses as ARM does: no api-version, a malformed one, a namespace or type
// that does not exist, a version that the type does not have.
func (s *Set) Lookup(armType, apiVersion string) (*Type, *arm.Error) {
	if apiVersion == "" {
		return nil, missingVersion()
	}
	namespace, rest, _ := strings.Cut(armType, "/")
	known, ok := s.namespaces[strings.ToLower(namespace)]
	if !ok {
		return nil, unknownNamespace(namespace)
	}
	key := strings.ToLower(armType)
	versions, ok := s.types[key]
	if !ok {
		return nil, unknownType(known, rest, apiVersion)
	}
	if t, ok := versions[strings.ToLower(apiVersion)]; ok {
		return t, nil
	}
	_, rest, _ = strings.Cut(s.names[key], "/")
	if !versionForm.MatchString(apiVersion) || ownedByARM(known) {
		return nil, badVersion(apiVersion, s.versions[key])
	}
	return nil, unregisteredVersion(rest, apiVersion, s.versions[key])
}
