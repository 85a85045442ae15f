package protocol

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"pgregory.net/rapid"
)

// properties draws what a provider and an engine tell each other.
func properties(t *rapid.T, depth int) resource.PropertyMap {
	drawn := resource.PropertyMap{}
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		drawn[resource.PropertyKey(rapid.StringMatching(`[a-z_]{1,4}`).Draw(t, "name"))] = property(t, depth)
	}
	return drawn
}

func property(t *rapid.T, depth int) resource.PropertyValue {
	kinds := 5
	if depth > 0 {
		kinds = 8
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return resource.NewNullProperty()
	case 1:
		return resource.NewProperty(rapid.Bool().Draw(t, "bool"))
	case 2:
		return resource.NewProperty(rapid.Float64().Draw(t, "number"))
	case 3:
		return resource.NewProperty(rapid.String().Draw(t, "string"))
	case 4:
		return resource.MakeComputed(rapid.SampledFrom([]resource.PropertyValue{
			resource.NewProperty(false), resource.NewProperty(0.0), resource.NewProperty(""),
			resource.NewProperty([]resource.PropertyValue{}), resource.NewProperty(resource.PropertyMap{}),
		}).Draw(t, "unknown"))
	case 5:
		list := make([]resource.PropertyValue, rapid.IntRange(0, 3).Draw(t, "items"))
		for i := range list {
			list[i] = property(t, depth-1)
		}
		return resource.NewProperty(list)
	case 6:
		inner := property(t, depth-1)
		if inner.IsNull() { // which the SDK writes, and refuses to read
			inner = resource.NewProperty("secret")
		}
		return resource.MakeSecret(inner)
	}
	return resource.NewProperty(properties(t, depth-1))
}

// TestTheWireIsThatOfTheSDK: what is written and read here is what Pulumi's SDK writes
// and reads.
func TestTheWireIsThatOfTheSDK(t *testing.T) {
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, SkipNulls: true}
	rapid.Check(t, func(t *rapid.T) {
		drawn := properties(t, 3)
		theirs, err := plugin.MarshalProperties(drawn, options)
		require.NoError(t, err)
		ours, err := encode("inputs", drawn)
		require.NoError(t, err)
		require.True(t, proto.Equal(theirs, ours), "written\n%v\nand by the SDK\n%v", ours, theirs)

		read, err := decode("inputs", theirs)
		require.NoError(t, err)
		wanted, err := plugin.UnmarshalProperties(theirs, options)
		require.NoError(t, err)
		require.True(t, wanted.DeepEquals(read), "read\n%v\nand by the SDK\n%v", read, wanted)
	})
}

func TestASecretNullIsReadAsWritten(t *testing.T) {
	null := resource.PropertyMap{"connection": resource.MakeSecret(resource.NewNullProperty())}
	written, err := encode("inputs", null)
	require.NoError(t, err)
	read, err := decode("inputs", written)
	require.NoError(t, err)
	require.Equal(t, null, read)
}

func TestWhatCannotBeToldNamesTheProperty(t *testing.T) {
	nested := func(v any) *structpb.Struct {
		s, err := structpb.NewStruct(map[string]any{"site": map[string]any{"settings": []any{v}}})
		require.NoError(t, err)
		return s
	}
	for _, bad := range []any{
		map[string]any{signature: resource.SecretSig},
		map[string]any{signature: "c44067f5952c0a294b673a41bacd8c17", "text": "an asset"},
		map[string]any{signature: 1.0, "value": "x"},
		plugin.UnknownAssetValue,
		plugin.UnknownArchiveValue,
	} {
		_, err := decode("inputs", nested(bad))
		require.ErrorContains(t, err, "reading the inputs from the engine: site: settings: [0]: a value of the kind")
	}
	for _, bad := range []resource.PropertyValue{
		resource.NewProperty(strings.Repeat("\xff", 2)),
		resource.NewProperty(resource.ResourceReference{URN: "urn:pulumi:a::b::c::d"}),
	} {
		_, err := encode("outputs", resource.PropertyMap{"list": resource.NewProperty([]resource.PropertyValue{bad})})
		require.ErrorContains(t, err, "writing the outputs for the engine: list: [0]: ")
	}
}
