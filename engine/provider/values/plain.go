// Package values handles the property values that the engine sends and the
// plain JSON values that Azure takes: turning one into the other, comparing
// them by what they mean to Azure, listing what differs, and seeing in a live
// resource what has been edited behind Pulumi's back.
package values

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// ErrUnknown says that a value is not known yet.
var ErrUnknown = errors.New("the value is not known yet")

// Bare strips secrets and outputs from a value, down to what they hold.
func Bare(v resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case v.IsSecret():
			v = v.SecretValue().Element
		case v.IsOutput() && v.OutputValue().Known:
			v = v.OutputValue().Element
		default:
			return v
		}
	}
}

// Unknown reports whether the value itself is not known yet.
func Unknown(v resource.PropertyValue) bool {
	v = Bare(v)
	return v.IsComputed() || v.IsOutput()
}

// plain turns a property value into plain JSON values (maps, lists, strings,
// float64s, bools). Secrets become what they hold; an unknown value is an error.
func plain(v resource.PropertyValue) (any, error) {
	v = Bare(v)
	switch {
	case v.IsNull():
		return nil, nil
	case v.IsComputed() || v.IsOutput():
		return nil, ErrUnknown
	case v.IsBool():
		return v.BoolValue(), nil
	case v.IsNumber():
		return v.NumberValue(), nil
	case v.IsString():
		return v.StringValue(), nil
	case v.IsArray():
		list := make([]any, 0, len(v.ArrayValue()))
		for i, element := range v.ArrayValue() {
			item, err := plain(element)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			list = append(list, item)
		}
		return list, nil
	case v.IsObject():
		return Plain(v.ObjectValue())
	default:
		return nil, fmt.Errorf("a %s cannot be sent to Azure", v.TypeString())
	}
}

// Plain is plain for property maps. Entries without a value are left out.
func Plain(properties resource.PropertyMap) (map[string]any, error) {
	object := map[string]any{}
	var faults []error
	for key, value := range properties {
		item, err := plain(value)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", key, err))
			continue
		}
		if item != nil {
			object[string(key)] = item
		}
	}
	return object, errors.Join(faults...)
}

// Known is Plain for previews: unknown values are left out at every level.
func Known(properties resource.PropertyMap) map[string]any {
	object, err := Plain(withoutUnknowns(resource.NewObjectProperty(properties)).ObjectValue())
	if err != nil {
		return map[string]any{}
	}
	return object
}

func withoutUnknowns(v resource.PropertyValue) resource.PropertyValue {
	v = Bare(v)
	switch {
	case v.IsComputed() || v.IsOutput() || v.IsAsset() || v.IsArchive() || v.IsResourceReference():
		return resource.NewNullProperty()
	case v.IsArray():
		var list []resource.PropertyValue
		for _, element := range v.ArrayValue() {
			list = append(list, withoutUnknowns(element))
		}
		return resource.NewArrayProperty(list)
	case v.IsObject():
		object := resource.PropertyMap{}
		for key, value := range v.ObjectValue() {
			object[key] = withoutUnknowns(value)
		}
		return resource.NewObjectProperty(object)
	default:
		return v
	}
}

// Properties turns plain JSON values into a property map.
func Properties(object map[string]any) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(object)
}

// markSecrets makes those values secret that are secret in like.
func markSecrets(value, like resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return value
	case like.IsSecret() || (like.IsOutput() && like.OutputValue().Secret):
		return resource.MakeSecret(value)
	case value.IsObject() && Bare(like).IsObject():
		object := value.ObjectValue().Copy()
		for key, inner := range Bare(like).ObjectValue() {
			if existing, ok := object[key]; ok {
				object[key] = markSecrets(existing, inner)
			}
		}
		return resource.NewObjectProperty(object)
	case value.IsArray() && Bare(like).IsArray():
		others := Bare(like).ArrayValue()
		list := make([]resource.PropertyValue, 0, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			if i < len(others) {
				element = markSecrets(element, others[i])
			}
			list = append(list, element)
		}
		return resource.NewArrayProperty(list)
	default:
		return value
	}
}

// MarkSecrets is markSecrets for property maps.
func MarkSecrets(values, like resource.PropertyMap) resource.PropertyMap {
	return markSecrets(resource.NewObjectProperty(values), resource.NewObjectProperty(like)).ObjectValue()
}
