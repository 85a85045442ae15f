package schema

import (
	"bytes"
	"compress/gzip"
	_ "embed" // types.json.gz, others.json.gz, extras.json and rules.json
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

//go:embed types.json.gz
var packed []byte

//go:embed others.json.gz
var packedOthers []byte

//go:embed extras.json
var packedExtras []byte

//go:embed rules.json
var packedRules []byte

// Set is all ARM types that the sandbox knows. It is immutable.
type Set struct {
	source     string
	types      map[string]map[string]*Type // lower-case ARM type -> api-version
	versions   map[string][]string         // lower-case ARM type, newest first
	others     func() *Set                 // the further api-versions of the types; nil in these themselves
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
	body  func() *node
	extra map[string]map[string]bool // path -> values taken besides those of the enum
	rules []rule
}

// Load returns the set. The first call unpacks the embedded types; later calls
// return the same set. The api-versions that types.txt does not name are unpacked
// when one of them is asked for.
func Load() (*Set, error) { return load() }

var load = sync.OnceValues(func() (*Set, error) {
	set, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("read embedded ARM types: %w", err)
	}
	amendments, err := set.amendmentsTo(packedExtras, packedRules)
	if err != nil {
		return nil, err
	}
	set.amend(amendments)
	set.others = sync.OnceValue(func() *Set {
		others, err := unpack(packedOthers)
		if err != nil {
			panic(fmt.Sprintf("the embedded api-versions: %v", err))
		}
		others.amend(amendments)
		return others
	})
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

func parse(raw []byte) (*Set, error) {
	var doc struct {
		Format int               `json:"format"`
		Source string            `json:"source"`
		Types  map[string][2]int `json:"types"`
		Nodes  []json.RawMessage `json:"nodes"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if doc.Format != 1 {
		return nil, fmt.Errorf("format %d is not 1", doc.Format)
	}
	all := &nodes{raw: doc.Nodes, made: make([]*node, len(doc.Nodes))}
	s := &Set{source: doc.Source, types: map[string]map[string]*Type{}, versions: map[string][]string{},
		names: map[string]string{}, namespaces: map[string]string{}}
	for key, place := range doc.Types {
		name, version, _ := strings.Cut(key, "@")
		s.add(&Type{Name: name, Version: version, Scope: place[1], body: all.from(place[0])})
	}
	for _, versions := range s.versions {
		sort.Sort(sort.Reverse(sort.StringSlice(versions)))
	}
	return s, nil
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
	key := strings.ToLower(armType)
	all := slices.Clone(s.versions[key])
	if s.others != nil && len(all) > 0 {
		all = append(all, s.others().versions[key]...)
		slices.Sort(all)
		slices.Reverse(all)
	}
	return all
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
	version := strings.ToLower(apiVersion)
	if t, ok := versions[version]; ok {
		return t, nil
	}
	if s.others != nil {
		if t, ok := s.others().types[key][version]; ok {
			return t, nil
		}
	}
	_, rest, _ = strings.Cut(s.names[key], "/")
	if !versionForm.MatchString(apiVersion) || ownedByARM(known) {
		return nil, badVersion(apiVersion, s.Versions(armType))
	}
	return nil, unregisteredVersion(rest, apiVersion, s.Versions(armType))
}
