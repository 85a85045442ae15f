package pack

import (
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// opaque is a value that no rule can read, such as an archive. To rules it is
// absent; a remedy hands it back as it came.
type opaque struct{ value *structpb.Value }

// Raw is the value as it came.
func (o opaque) Raw() any { return o.value.AsInterface() }

// object translates properties as the engine sends them into what rules read.
func object(s *structpb.Struct) map[string]any {
	fields := s.GetFields()
	read := make(map[string]any, len(fields))
	for name, v := range fields {
		read[name] = value(v)
	}
	return read
}

func value(v *structpb.Value) any {
	switch kind := v.GetKind().(type) {
	case *structpb.Value_StringValue:
		if export.Unknown(kind.StringValue) {
			return rule.Unknown{}
		}
		return kind.StringValue
	case *structpb.Value_BoolValue:
		return kind.BoolValue
	case *structpb.Value_NumberValue:
		return kind.NumberValue
	case *structpb.Value_ListValue:
		items := kind.ListValue.GetValues()
		list := make([]any, len(items))
		for i, item := range items {
			list[i] = value(item)
		}
		return list
	case *structpb.Value_StructValue:
		read := object(kind.StructValue)
		if !export.Marked(read) {
			return read
		}
		inner, ok := export.Unwrap(read)
		if !ok {
			return opaque{v}
		}
		return inner
	}
	return nil
}
