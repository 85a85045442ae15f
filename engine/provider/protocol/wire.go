package protocol

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"google.golang.org/protobuf/types/known/structpb"
)

// The SDK translates properties, too (package resource/plugin), but whoever links that
// compiles the JSON schemas of Pulumi's project files at each start. An engine starts
// three or four of these processes in each of its runs.

// The strings by which the engine writes values that are not yet known, by the kind of
// value (resource/plugin/rpc.go of Pulumi's SDK).
const (
	unknownBool   = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"
	unknownNumber = "3eeb2bf0-c639-47a8-9e75-3b44932eb421"
	unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	unknownList   = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"
	unknownObject = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"
	// No resource of Azure here has an asset or an archive.
	unknownAsset   = "030794c1-ac77-496b-92df-f27374a8bd58"
	unknownArchive = "e48ece36-62e2-4504-bad9-02848725956a"
)

// signature is the key of what an object stands for, secret that of a secret.
const (
	signature = string(resource.SigKey)
	secret    = resource.SecretSig
)

// decode reads properties as the engine sends them. Nulls in objects are left out.
func decode(what string, properties *structpb.Struct) (resource.PropertyMap, error) {
	decoded, err := readObject(properties)
	if err != nil {
		return nil, fmt.Errorf("reading the %s from the engine: %w", what, err)
	}
	return decoded, nil
}

// encode writes properties for the engine, such as decode makes; others, of resources
// and assets, are an error. Nulls in objects are left out.
func encode(what string, properties resource.PropertyMap) (*structpb.Struct, error) {
	encoded, err := writeObject(properties)
	if err != nil {
		return nil, fmt.Errorf("writing the %s for the engine: %w", what, err)
	}
	return encoded, nil
}

func readObject(s *structpb.Struct) (resource.PropertyMap, error) {
	fields := s.GetFields()
	read := make(resource.PropertyMap, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v, err := readValue(fields[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !v.IsNull() {
			read[resource.PropertyKey(name)] = v
		}
	}
	return read, nil
}

func readValue(v *structpb.Value) (resource.PropertyValue, error) {
	switch kind := v.GetKind().(type) {
	case *structpb.Value_BoolValue:
		return resource.NewProperty(kind.BoolValue), nil
	case *structpb.Value_NumberValue:
		return resource.NewProperty(kind.NumberValue), nil
	case *structpb.Value_StringValue:
		return readString(kind.StringValue)
	case *structpb.Value_ListValue:
		items := kind.ListValue.GetValues()
		list := make([]resource.PropertyValue, len(items))
		for i, item := range items {
			var err error
			if list[i], err = readValue(item); err != nil {
				return resource.PropertyValue{}, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return resource.NewProperty(list), nil
	case *structpb.Value_StructValue:
		if mark, marked := kind.StructValue.GetFields()[signature]; marked {
			return readMarked(mark.GetStringValue(), kind.StructValue)
		}
		object, err := readObject(kind.StructValue)
		return resource.NewProperty(object), err
	}
	return resource.NewNullProperty(), nil
}

func readString(text string) (resource.PropertyValue, error) {
	switch text {
	case unknownBool:
		return resource.MakeComputed(resource.NewProperty(false)), nil
	case unknownNumber:
		return resource.MakeComputed(resource.NewProperty(0.0)), nil
	case unknownString:
		return resource.MakeComputed(resource.NewProperty("")), nil
	case unknownList:
		return resource.MakeComputed(resource.NewProperty([]resource.PropertyValue{})), nil
	case unknownObject:
		return resource.MakeComputed(resource.NewProperty(resource.PropertyMap{})), nil
	case unknownAsset, unknownArchive:
		return resource.PropertyValue{}, errors.New("a value of the kind asset cannot be read")
	}
	return resource.NewProperty(text), nil
}

// readMarked reads an object that stands for something else: a secret, if only of
// null, which the SDK refuses. The engine sends resources, outputs and byte strings
// plainly to a provider that does not ask for them.
func readMarked(mark string, s *structpb.Struct) (resource.PropertyValue, error) {
	inner, ok := s.GetFields()["value"]
	if mark != secret || !ok {
		return resource.PropertyValue{}, fmt.Errorf("a value of the kind %q cannot be read", mark)
	}
	v, err := readValue(inner)
	return resource.MakeSecret(v), err
}

func writeObject(properties resource.PropertyMap) (*structpb.Struct, error) {
	fields := make(map[string]*structpb.Value, len(properties))
	for _, name := range properties.StableKeys() {
		v := properties[name]
		if v.IsNull() {
			continue
		}
		written, err := writeValue(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fields[string(name)] = written
	}
	return &structpb.Struct{Fields: fields}, nil
}

func writeValue(v resource.PropertyValue) (*structpb.Value, error) {
	switch {
	case v.IsNull():
		return structpb.NewNullValue(), nil
	case v.IsBool():
		return structpb.NewBoolValue(v.BoolValue()), nil
	case v.IsNumber():
		return structpb.NewNumberValue(v.NumberValue()), nil
	case v.IsString():
		if !utf8.ValidString(v.StringValue()) {
			return nil, errors.New("a text that is no UTF-8 cannot be written")
		}
		return structpb.NewStringValue(v.StringValue()), nil
	case v.IsArray():
		list := &structpb.ListValue{Values: make([]*structpb.Value, len(v.ArrayValue()))}
		for i, item := range v.ArrayValue() {
			var err error
			if list.Values[i], err = writeValue(item); err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return structpb.NewListValue(list), nil
	case v.IsObject():
		object, err := writeObject(v.ObjectValue())
		return structpb.NewStructValue(object), err
	case v.IsComputed():
		return structpb.NewStringValue(unknownOf(v.Input().Element)), nil
	case v.IsSecret():
		inner, err := writeValue(v.SecretValue().Element)
		return structpb.NewStructValue(&structpb.Struct{Fields: map[string]*structpb.Value{
			signature: structpb.NewStringValue(secret), "value": inner}}), err
	}
	return nil, fmt.Errorf("a value of the kind %s cannot be written", v.TypeString())
}

// unknownOf is what stands for an unknown value of a kind.
func unknownOf(v resource.PropertyValue) string {
	switch {
	case v.IsBool():
		return unknownBool
	case v.IsNumber():
		return unknownNumber
	case v.IsArray():
		return unknownList
	case v.IsObject():
		return unknownObject
	}
	return unknownString
}
