package schema

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"sync"
)

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

// nodes are those of the embedded file. A type's are made when it is needed first: a
// command starts with all types, and has to do with few.
type nodes struct {
	mu   sync.Mutex
	raw  []json.RawMessage
	made []*node
}

// from makes a node, and all that it leads to, when it is first asked.
func (s *nodes) from(index int) func() *node {
	return sync.OnceValue(func() *node {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.make(index)
	})
}

// make needs the lock. The file is generated, and a test makes every node of it.
func (s *nodes) make(index int) *node {
	if s.made[index] != nil {
		return s.made[index]
	}
	var r rawNode
	if err := json.Unmarshal(s.raw[index], &r); err != nil {
		panic(fmt.Sprintf("embedded ARM types: node %d: %v", index, err))
	}
	n := &node{kind: r.Kind, discriminator: r.Discriminator, pattern: r.Pattern, minLength: r.MinLength, maxLength: r.MaxLength,
		min: r.Min, max: r.Max, sensitive: r.Sensitive}
	s.made[index] = n // before what it leads to, which may lead back
	n.fill(r, s)
	return n
}

func (n *node) fill(r rawNode, s *nodes) {
	if len(r.Properties) > 0 {
		n.properties = make(map[string]property, len(r.Properties))
	}
	for name, p := range r.Properties {
		n.properties[name] = property{node: s.make(p[0]), flags: flag(p[1])}
		if flag(p[1])&required != 0 {
			n.required = append(n.required, name)
		}
	}
	sort.Strings(n.required)
	if r.Additional != nil {
		n.additional = s.make(*r.Additional)
	}
	if r.Item != nil {
		n.item = s.make(*r.Item)
	}
	if len(r.Choices) > 0 {
		n.choices = make(map[string]*node, len(r.Choices))
	}
	for value, index := range r.Choices {
		n.choices[value] = s.make(index)
	}
	if r.Kind == literal {
		n.literals = []string{r.Value}
	}
	// The specifications join nothing but literals and, for open enums, a string.
	for _, index := range r.Elements {
		if element := s.make(index); element.kind == literal {
			n.literals = append(n.literals, element.literals...)
		}
	}
}
