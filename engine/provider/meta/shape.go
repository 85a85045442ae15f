package meta

import (
	"maps"
	"slices"
)

// Shape is the shape of a value as a program sees it.
type Shape struct{ n *node }

// OutputShape is the shape of the resource's outputs.
func (r *Resource) OutputShape() Shape { return Shape{r.out()} }

// InputShape is the shape of the resource's inputs.
func (r *Resource) InputShape() Shape { return Shape{r.in()} }

// Fields lists the names of an object's properties, sorted; other shapes have none.
func (s Shape) Fields() []string {
	if s.n == nil || s.n.kind != 'o' {
		return nil
	}
	return slices.Sorted(maps.Keys(s.n.fields))
}

// Field is the shape of one of an object's properties.
func (s Shape) Field(name string) Shape { return Shape{s.n.fields[name].node} }

// Place is where one of an object's properties stands in ARM's object, as a
// path of names; nil for one that is not sent in the body: part of the path of
// the request, or for reading only.
func (s Shape) Place(name string) []string {
	p, ok := s.n.fields[name]
	if !ok || p.drop || p.readOnly {
		return nil
	}
	return slices.Clone(p.path)
}

// Item is the shape of a list's elements; ok is false for what is no list.
func (s Shape) Item() (item Shape, ok bool) {
	if s.n == nil || s.n.kind != 'l' {
		return Shape{}, false
	}
	return Shape{s.n.item}, true
}

// Set tells whether the value is a list of texts that ARM writes as an object.
func (s Shape) Set() bool { return s.n != nil && s.n.kind == 's' }

// Chosen is the shape of an object of which one property decides the shape, and
// the shape itself for any other.
func (s Shape) Chosen(value map[string]any) Shape {
	if s.n == nil || s.n.kind != 'u' {
		return s
	}
	return Shape{s.n.chosen(value, s.n.selector)}
}

// Choices lists what can stand in the property that decides the shape, sorted,
// and names the property.
func (s Shape) Choices() (selector string, values []string) {
	if s.n == nil || s.n.kind != 'u' {
		return "", nil
	}
	return s.n.selector, slices.Sorted(maps.Keys(s.n.choices))
}
