package mutate

import (
	"maps"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/sandbox/schema"
)

// form is what is known of a value: its shape in a program and its shape in ARM.
type form struct {
	native meta.Shape
	arm    schema.Shape
	// outside is set for what is no part of ARM's body: the path of the request.
	outside bool
}

// formOf is the form of a resource's properties. known is false for a type that
// neither source knows, such as those of Entra.
func formOf(types *schema.Set, r *rule.Resource) (f form, res *meta.Resource, known bool) {
	res, ok := meta.Lookup(token(r))
	if !ok {
		return form{}, nil, false
	}
	f.native = res.InputShape()
	armType, refused := types.Lookup(res.ARMType(), res.APIVersion(r.Props))
	if refused != nil {
		return f, res, false
	}
	f.arm = armType.Shape(rule.AzureName(r))
	return f, res, true
}

// token is the type as the program names it, with the API version, which the
// URN has and the resource's Type has not.
func token(r *rule.Resource) string {
	parts := strings.Split(r.URN, "::")
	if len(parts) < 4 {
		return r.Type
	}
	types := parts[2]
	full := types[strings.LastIndexByte(types, '$')+1:]
	if rule.Token(full) != r.Type {
		return r.Type
	}
	return full
}

// chosen is the form of an object in which one property decides the shape.
func (f form) chosen(value map[string]any) form {
	selector, _ := f.native.Choices()
	if selector == "" {
		selector = f.arm.Discriminator()
	}
	if selector == "" {
		return f
	}
	choice := rule.NewValue(value[selector]).Text()
	return form{native: f.native.Chosen(map[string]any{selector: choice}), arm: f.arm.Choose(choice)}
}

// members lists what an object of the form can have and the given one has, sorted.
func (f form) members(value map[string]any) []string {
	names := map[string]bool{}
	for name := range value {
		names[name] = true
	}
	known := f.native.Fields()
	if known == nil {
		known = f.arm.Names()
	}
	for _, name := range known {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// member is the form of an object's property.
func (f form) member(name string) form {
	if f.native.Fields() == nil {
		return form{arm: f.arm.Member(name)}
	}
	way := f.native.Place(name)
	if way == nil {
		return form{native: f.native.Field(name), outside: true}
	}
	return form{native: f.native.Field(name), arm: f.arm.Follow(way)}
}

// item is the form of a list's elements.
func (f form) item() form {
	native, _ := f.native.Item()
	return form{native: native, arm: f.arm.Item()}
}

// sort is what stands, or could stand, at a place.
func (f form) sort(value any) schema.Sort {
	switch rule.NewValue(value).Kind() {
	case rule.KindBool:
		return schema.Boolean
	case rule.KindNumber:
		return schema.Number
	case rule.KindText:
		if f.arm.Sort() == schema.Enumeration {
			return schema.Enumeration
		}
		return schema.Text
	case rule.KindList:
		return schema.List
	case rule.KindObject:
		return schema.Object
	case rule.KindUnknown:
		return schema.Any
	}
	if f.native.Set() {
		return schema.List
	}
	return f.arm.Sort()
}

// refers tells whether an object of the form stands for a resource that lives
// elsewhere: it can say an id, and much that is not its own.
func (f form) refers() bool {
	return slices.Contains(f.native.Fields(), "id")
}

// fitting is a copy of a value with only those properties that the form knows.
func (f form) fitting(value any) any {
	value = clone(value)
	if object, ok := value.(map[string]any); ok {
		known := f.members(nil)
		maps.DeleteFunc(object, func(name string, _ any) bool { return len(known) > 0 && !slices.Contains(known, name) })
	}
	return value
}
