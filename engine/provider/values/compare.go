package values

import (
	"sort"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

// Compare lists the changes from old inputs to new ones, property by property.
// Values that mean the same to Azure are no change, whether secret or not.
func Compare(before, after resource.PropertyMap) []protocol.Change {
	return compareMaps(nil, before, after)
}

func compareMaps(path resource.PropertyPath, before, after resource.PropertyMap) []protocol.Change {
	keys := map[string]bool{}
	for key := range before {
		keys[string(key)] = true
	}
	for key := range after {
		keys[string(key)] = true
	}
	ordered := make([]string, 0, len(keys))
	for key := range keys {
		ordered = append(ordered, key)
	}
	sort.Strings(ordered)
	var changes []protocol.Change
	for _, key := range ordered {
		if len(path) == 0 && strings.HasPrefix(key, "__") {
			continue
		}
		k := resource.PropertyKey(key)
		changes = append(changes, compare(extend(path, key), key, before[k], after[k])...)
	}
	return changes
}

// compare lists the changes from one value to the other. The key is the name
// of the property that holds them.
func compare(path resource.PropertyPath, key string, before, after resource.PropertyValue) []protocol.Change {
	before, after = Bare(before), Bare(after)
	switch {
	case before.IsNull() && after.IsNull():
		return nil
	case before.IsNull():
		return []protocol.Change{{Path: path, Kind: protocol.Added}}
	case after.IsNull():
		return []protocol.Change{{Path: path, Kind: protocol.Deleted}}
	case Unknown(after) || Unknown(before):
		return []protocol.Change{{Path: path, Kind: protocol.Updated}}
	case before.IsObject() && after.IsObject():
		return compareMaps(path, before.ObjectValue(), after.ObjectValue())
	case before.IsArray() && after.IsArray():
		return compareLists(path, key, before.ArrayValue(), after.ArrayValue())
	case before.IsString() && after.IsString():
		if sameText(key, before.StringValue(), after.StringValue()) {
			return nil
		}
	case before.DeepEquals(after):
		return nil
	}
	return []protocol.Change{{Path: path, Kind: protocol.Updated}}
}

func compareLists(
	path resource.PropertyPath, key string, before, after []resource.PropertyValue,
) []protocol.Change {
	var changes []protocol.Change
	for i := range max(len(before), len(after)) {
		at := extend(path, i)
		switch {
		case i >= len(before):
			changes = append(changes, protocol.Change{Path: at, Kind: protocol.Added})
		case i >= len(after):
			changes = append(changes, protocol.Change{Path: at, Kind: protocol.Deleted})
		default:
			changes = append(changes, compare(at, key, before[i], after[i])...)
		}
	}
	return changes
}

// extend returns the path with one more step, never sharing memory with it.
func extend(path resource.PropertyPath, step any) resource.PropertyPath {
	longer := make(resource.PropertyPath, 0, len(path)+1)
	return append(append(longer, path...), step)
}
