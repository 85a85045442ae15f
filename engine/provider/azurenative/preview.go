package azurenative

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/meta"
)

// foreseen are the outputs of a resource that does not exist yet: its inputs,
// and an unknown value for every output that the program does not give, at
// every depth, since Azure may fill it in. The official provider does the same.
func foreseen(t *meta.Resource, inputs resource.PropertyMap) resource.PropertyMap {
	return foresee(t.OutputShape(), inputs)
}

func foresee(shape meta.Shape, given resource.PropertyMap) resource.PropertyMap {
	outputs := given.Copy()
	for _, name := range shape.Fields() {
		key := resource.PropertyKey(name)
		value, ok := given[key]
		if !ok {
			outputs[key] = resource.MakeComputed(resource.NewStringProperty(""))
			continue
		}
		outputs[key] = foreseeValue(shape.Field(name), value)
	}
	return outputs
}

func foreseeValue(shape meta.Shape, given resource.PropertyValue) resource.PropertyValue {
	item, list := shape.Item()
	switch {
	case given.IsSecret():
		return resource.MakeSecret(foreseeValue(shape, given.SecretValue().Element))
	case given.IsObject():
		return resource.NewObjectProperty(foresee(shape, given.ObjectValue()))
	case given.IsArray() && list:
		elements := make([]resource.PropertyValue, len(given.ArrayValue()))
		for i, element := range given.ArrayValue() {
			elements[i] = foreseeValue(item, element)
		}
		return resource.NewArrayProperty(elements)
	default:
		return given
	}
}

// merge lays a program's new value over an old output: what Azure had filled in
// inside an object stays, and so it does in a list of the same length, element
// by element.
func merge(old, value resource.PropertyValue) resource.PropertyValue {
	if old.IsArray() && value.IsArray() && len(old.ArrayValue()) == len(value.ArrayValue()) {
		elements := make([]resource.PropertyValue, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			elements[i] = merge(old.ArrayValue()[i], element)
		}
		return resource.NewArrayProperty(elements)
	}
	if !old.IsObject() || !value.IsObject() {
		return value
	}
	merged := old.ObjectValue().Copy()
	for key, inner := range value.ObjectValue() {
		merged[key] = merge(merged[key], inner)
	}
	return resource.NewObjectProperty(merged)
}
