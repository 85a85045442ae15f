package meta

import (
	"reflect"
	"testing"
)

// TestRoutesAreThoseOfTheTable holds the small file to the large one.
func TestRoutesAreThoseOfTheTable(t *testing.T) {
	for _, token := range append(Tokens(), "azure-native:no:Such", "random:index/randomId:RandomId") {
		r, known := Lookup(token)
		route, found := LookupRoute(token)
		if known != found || known && !reflect.DeepEqual(r.Route, *route) {
			t.Errorf("the route of %s is %v, in the table it is %v", token, route, r)
		}
	}
	for token := range routes() {
		if _, known := Lookup(prefix + token); !known {
			t.Errorf("the table has no %s", token)
		}
	}
}
