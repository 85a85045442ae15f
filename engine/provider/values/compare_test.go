package values_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

func list(changes []protocol.Change) string {
	var lines []string
	for _, change := range changes {
		lines = append(lines, fmt.Sprintf("%s%s", []string{"+", "~", "-"}[change.Kind], change.Path))
	}
	return strings.Join(lines, " ")
}

func TestCompare(t *testing.T) {
	secret := func(text string) resource.PropertyValue {
		return resource.MakeSecret(resource.NewStringProperty(text))
	}
	cases := map[string]struct {
		before, after resource.PropertyMap
		want          string
	}{
		"scalars, lists and objects": {
			before: resource.NewPropertyMapFromMap(map[string]any{
				"gone": 1, "same": "x", "list": []any{"a", "b"}, "object": map[string]any{"x": 1, "y": 2},
			}),
			after: resource.NewPropertyMapFromMap(map[string]any{
				"new": 1, "same": "x", "list": []any{"a", "c", "d"}, "object": map[string]any{"x": 1, "y": 3},
			}),
			want: "-gone ~list[1] +list[2] +new ~object.y",
		},
		"a changed secret": {
			before: resource.PropertyMap{"p": secret("a"), "q": secret("same")},
			after:  resource.PropertyMap{"p": secret("b"), "q": resource.NewStringProperty("same")},
			want:   "~p",
		},
		"an unknown value": {
			before: resource.NewPropertyMapFromMap(map[string]any{"id": "x"}),
			after:  resource.PropertyMap{"id": resource.MakeComputed(resource.NewStringProperty(""))},
			want:   "~id",
		},
		"the same region and resource, written otherwise": {
			before: resource.NewPropertyMapFromMap(map[string]any{
				"location": "North Europe", "id": "/subscriptions/a/resourceGroups/B", "kind": "App",
			}),
			after: resource.NewPropertyMapFromMap(map[string]any{
				"location": "northeurope", "id": "/subscriptions/A/resourcegroups/b", "kind": "app",
			}),
			want: "~kind",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := list(values.Compare(c.before, c.after)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
