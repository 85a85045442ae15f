package values_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/tandem-platform/tandem/engine/provider/values"
)

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	if text == "" {
		return nil
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return object
}

// TestObserved: edits show, and what Azure makes of inputs by itself does not.
func TestObserved(t *testing.T) {
	cases := map[string]struct{ inputs, before, live, want string }{
		"nothing changed": {
			inputs: `{"a":1}`, before: `{"a":1,"b":2}`, live: `{"a":1,"b":2}`, want: `{"a":1}`,
		},
		"a value was changed": {
			inputs: `{"a":1}`, before: `{"a":1}`, live: `{"a":2}`, want: `{"a":2}`,
		},
		"a value inside was changed, its neighbours are Azure's": {
			inputs: `{"o":{"x":1}}`, before: `{"o":{"x":1,"y":1}}`, live: `{"o":{"x":2,"y":1}}`, want: `{"o":{"x":2}}`,
		},
		"a value was taken away": {
			inputs: `{"a":1,"b":1}`, before: `{"a":1,"b":1}`, live: `{"b":1}`, want: `{"b":1}`,
		},
		"a value that Azure never returns": {
			inputs: `{"password":"x"}`, before: `{"b":1}`, live: `{"b":1}`, want: `{"password":"x"}`,
		},
		"a value that the program does not set was changed": {
			inputs: `{"a":1}`, before: `{"a":1,"b":1}`, live: `{"a":1,"b":2}`, want: `{"a":1,"b":2}`,
		},
		"a tag was added": {
			inputs: `{"tags":{"x":"1"}}`, before: `{"tags":{"x":"1"}}`, live: `{"tags":{"x":"1","y":"2"}}`,
			want: `{"tags":{"x":"1","y":"2"}}`,
		},
		"a tag was taken away": {
			inputs: `{"tags":{"x":"1","y":"2"}}`, before: `{"tags":{"x":"1","y":"2"}}`, live: `{"tags":{"x":"1"}}`,
			want: `{"tags":{"x":"1"}}`,
		},
		"all tags were taken away": {
			inputs: `{"tags":{"x":"1"}}`, before: `{"tags":{"x":"1"}}`, live: `{}`, want: `{}`,
		},
		"an element was added": {
			inputs: `{"l":["a"]}`, before: `{"l":["a"]}`, live: `{"l":["a","b"]}`, want: `{"l":["a","b"]}`,
		},
		"an element was taken away": {
			inputs: `{"l":["a","b"]}`, before: `{"l":["a","b"]}`, live: `{"l":["b"]}`, want: `{"l":["b"]}`,
		},
		"an element was changed, known by its name": {
			inputs: `{"l":[{"name":"a","v":1},{"name":"b","v":1}]}`,
			before: `{"l":[{"name":"a","v":1,"z":0},{"name":"b","v":1,"z":0}]}`,
			live:   `{"l":[{"name":"b","v":2,"z":0},{"name":"a","v":1,"z":0}]}`,
			want:   `{"l":[{"name":"a","v":1},{"name":"b","v":2}]}`,
		},
		"the order is Azure's own": {
			inputs: `{"l":["b","a"]}`, before: `{"l":["a","b"]}`, live: `{"l":["a","b"]}`, want: `{"l":["b","a"]}`,
		},
		"Azure's way of writing": {
			inputs: `{"location":"northeurope","id":"/subscriptions/S/resourceGroups/g","at":"2024-01-01T00:00:00Z"}`,
			before: `{}`,
			live:   `{"location":"North Europe","id":"/subscriptions/s/resourcegroups/G","at":"2024-01-01T00:00:00.0000000Z"}`,
			want:   `{"location":"northeurope","id":"/subscriptions/S/resourceGroups/g","at":"2024-01-01T00:00:00Z"}`,
		},
		"Azure had rewritten the input from the start": {
			inputs: `{"kind":"app,linux,container"}`, before: `{"kind":"app,linux"}`, live: `{"kind":"app,linux"}`,
			want: `{"kind":"app,linux,container"}`,
		},
		"and then somebody changed it": {
			inputs: `{"kind":"app,linux,container"}`, before: `{"kind":"app,linux"}`, live: `{"kind":"app"}`,
			want: `{"kind":"app"}`,
		},
		"etags are Azure's own": {
			inputs: `{"a":1}`, before: `{"a":1,"etag":"1"}`, live: `{"a":1,"etag":"2"}`, want: `{"a":1}`,
		},
		"nothing is known of the time before": {
			inputs: `{"a":1,"w":1}`, before: ``, live: `{"a":2,"b":3}`, want: `{"a":2,"w":1}`,
		},
		"empty and missing are the same": {
			inputs: `{"l":[],"o":{}}`, before: `{}`, live: `{"m":[]}`, want: `{"l":[],"o":{}}`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := values.Observed(parse(t, c.inputs), parse(t, c.before), parse(t, c.live), func(string) bool { return true })
			if want := parse(t, c.want); !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
