package azurenative

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/meta"

	"github.com/tandem-platform/tandem/engine/provider/values"
)

// foreseen are the outputs of a resource that does not exist yet: its inputs,
// and an unknown value for everything that only Azure can fill in.
func foreseen(t *meta.Resource, inputs resource.PropertyMap) resource.PropertyMap {
	outputs := resource.PropertyMap{}
	for key, value := range inputs {
		outputs[key] = value
	}
	for _, path := range t.Unset() {
		outputs = unknownAt(outputs, path)
	}
	return outputs
}

// unknownAt puts an unknown value at the path, if there is an object to hold
// it and nothing is there yet.
func unknownAt(values resource.PropertyMap, path []string) resource.PropertyMap {
	key := resource.PropertyKey(path[0])
	value, ok := values[key]
	copied := values.Copy()
	switch {
	case len(path) == 1 && !ok:
		copied[key] = resource.MakeComputed(resource.NewStringProperty(""))
	case len(path) > 1 && value.IsObject():
		copied[key] = resource.NewObjectProperty(unknownAt(value.ObjectValue(), path[1:]))
	case len(path) > 1 && value.IsSecret() && value.SecretValue().Element.IsObject():
		inner := unknownAt(value.SecretValue().Element.ObjectValue(), path[1:])
		copied[key] = resource.MakeSecret(resource.NewObjectProperty(inner))
	}
	return copied
}

// merge lays a new value over an old one: what Azure had filled in inside an
// object stays, unknown values give way to it.
func merge(old, value resource.PropertyValue) resource.PropertyValue {
	if !old.IsObject() || !value.IsObject() {
		return value
	}
	merged := old.ObjectValue().Copy()
	for key, inner := range value.ObjectValue() {
		before, ok := merged[key]
		if ok && values.Unknown(inner) {
			continue
		}
		merged[key] = merge(before, inner)
	}
	return resource.NewObjectProperty(merged)
}
