package schema

import "slices"

// Sort is what a value of a type can be.
type Sort string

// The sorts. Any is what the specification says nothing about.
const (
	Any         Sort = "any"
	Boolean     Sort = "boolean"
	Number      Sort = "number"
	Text        Sort = "text"
	Enumeration Sort = "enumeration"
	List        Sort = "list"
	Object      Sort = "object"
)

// Shape is what the specification says of one value in a body: for readers that
// want to know what could stand there. The zero Shape knows nothing.
type Shape struct {
	typ  *Type
	node *node
	path string // plain, as in extras.json
	flag flag
}

// Shape is the shape of the type's body. A name decides between the named
// configurations of a web app, as in [Options].
func (t *Type) Shape(name string) Shape { return Shape{typ: t, node: t.shape(nil, name)} }

// Sort is what the value can be.
func (s Shape) Sort() Sort {
	if s.node == nil {
		return Any
	}
	switch s.node.kind {
	case boolean:
		return Boolean
	case integer:
		return Number
	case text:
		return Text
	case literal, union:
		return Enumeration
	case array:
		return List
	case object, choice:
		return Object
	}
	return Any
}

// Values lists what an enumeration takes, sorted.
func (s Shape) Values() []string {
	if s.Sort() != Enumeration {
		return nil
	}
	values := slices.Clone(s.node.literals)
	for extra := range s.typ.extra[s.path] {
		values = append(values, extra)
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// ReadOnly tells whether ARM ignores the value in a request.
func (s Shape) ReadOnly() bool { return s.flag&readOnly != 0 }

// Required tells whether a body without the value is refused.
func (s Shape) Required() bool { return s.flag&required != 0 }

// Bounds are the least and the greatest number or length; nil is no bound.
func (s Shape) Bounds() (low, high *int) {
	switch s.Sort() {
	case Number:
		return s.node.min, s.node.max
	case Text, List:
		return s.node.minLength, s.node.maxLength
	}
	return nil, nil
}

// Names lists the properties of an object, sorted.
func (s Shape) Names() []string {
	if s.node == nil {
		return nil
	}
	return keys(s.node.properties)
}

// Member is the shape of a property of an object, the zero Shape if it is not known.
func (s Shape) Member(name string) Shape {
	if s.node == nil {
		return Shape{}
	}
	path := join(s.path, name)
	if p, ok := s.node.properties[name]; ok {
		return Shape{typ: s.typ, node: p.node, path: path, flag: p.flags}
	}
	return Shape{typ: s.typ, node: s.node.additional, path: path}
}

// Follow is Member along a path of names.
func (s Shape) Follow(path []string) Shape {
	for _, name := range path {
		s = s.Member(name)
	}
	return s
}

// Discriminator is the property that decides the shape of an object, "" for one
// that has always the same.
func (s Shape) Discriminator() string {
	if s.node == nil {
		return ""
	}
	return s.node.discriminator
}

// Choose is the shape that a value of the discriminator decides. An object
// without one is of its own shape.
func (s Shape) Choose(value string) Shape {
	if s.Discriminator() == "" {
		return s
	}
	chosen := Shape{typ: s.typ, path: s.path, flag: s.flag}
	if shape, ok := s.node.choices[value]; ok {
		chosen.node = merged(s.node, shape)
	}
	return chosen
}

// Item is the shape of a list's elements.
func (s Shape) Item() Shape {
	if s.Sort() != List {
		return Shape{}
	}
	return Shape{typ: s.typ, node: s.node.item, path: s.path + "[]"}
}
