package meta

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

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

// nodes are those of the embedded file. A resource's are made when it is needed first: a
// program has to do with few types, and some who read the table with none of their shapes.
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

// make needs the lock. The file is generated, and a test makes the nodes of every type.
func (s *nodes) make(index int) *node {
	if s.made[index] != nil {
		return s.made[index]
	}
	var r rawNode
	if err := json.Unmarshal(s.raw[index], &r); err != nil {
		panic(fmt.Sprintf("embedded azure-native metadata: node %d: %v", index, err))
	}
	n := &node{kind: r.Kind[0], discriminator: r.Discriminator, selector: r.Selector, open: r.Open}
	s.made[index] = n // before what it leads to, which may lead back
	if n.kind == 'l' || n.kind == 'm' {
		n.item = s.make(r.Item)
	}
	if len(r.Fields) > 0 {
		n.fields = make(map[string]place, len(r.Fields))
	}
	for name, f := range r.Fields {
		path := f.Path
		if path == "" {
			path = name
		}
		n.fields[name] = place{path: strings.Split(path, "/"), node: s.make(f.Node), secret: f.Secret, readOnly: f.ReadOnly, drop: f.Drop}
	}
	if len(r.Choices) > 0 {
		n.choices = make(map[string]*node, len(r.Choices))
	}
	for value, index := range r.Choices {
		n.choices[value] = s.make(index)
	}
	return n
}
